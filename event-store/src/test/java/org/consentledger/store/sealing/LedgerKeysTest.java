package org.consentledger.store.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.consentledger.api.Personal.Known;
import org.consentledger.api.Personal.Sealed;
import org.consentledger.api.subject.SubjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerKeysTest {
    @TempDir
    Path directory;

    @BeforeEach
    void forgetAll() {
        TestLedger.clear();
    }

    @Test
    void missingKeyFileIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> LedgerKeys.load(TestLedger.settings(directory, false), TestLedger.JDBC))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ledger.keys.key-encryption-key")
                .hasMessageContaining("kek.json")
                .hasMessageContaining("ledger.keys.generate=true");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void missingPepperIsRefusedWithWhatToDo() throws IOException {
        TestLedger.keys(directory);
        Files.delete(directory.resolve("pepper.json"));

        assertThatThrownBy(() -> LedgerKeys.load(TestLedger.settings(directory, false), TestLedger.JDBC))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ledger.keys.look-up-pepper");
    }

    @Test
    void unsetPropertyIsRefusedByName() {
        KeySettings unset = new KeySettings(null, null, true, 5, 100);

        assertThatThrownBy(() -> LedgerKeys.load(unset, TestLedger.JDBC))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ledger.keys.key-encryption-key");
    }

    @Test
    void generatedKeysAreForTheOwnerAlone() throws IOException {
        Path made = directory.resolve("data/keys");
        TestLedger.keys(made);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.getParent())))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(made)) {
            assertThat(files)
                    .extracting(file -> file.getFileName() + " "
                            + PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .containsExactlyInAnyOrder("kek.json rw-------", "pepper.json rw-------");
        }
    }

    @Test
    void generatedKeysAreUsedAgain() throws IOException {
        Vault before = TestLedger.node(TestLedger.keys(directory), Ticker.systemTicker());
        String written = Files.readString(directory.resolve("kek.json"));
        SubjectId jan = TestLedger.someone();
        Sealed sealed = before.seal(jan, "evidence.ip", new Known("192.0.2.1"));

        Vault after = TestLedger.node(TestLedger.keys(directory), Ticker.systemTicker());
        assertThat(after.open(jan, sealed)).isEqualTo(new Known("192.0.2.1"));
        assertThat(directory.resolve("kek.json")).hasContent(written);
    }

    @Test
    void generatingNeverReplacesAFileThatAppearedMeanwhile() throws IOException {
        Path file = Files.writeString(directory.resolve("kek.json"), "made by another process");

        new KeyFile("ledger.keys.key-encryption-key", file).generate(PredefinedAeadParameters.AES256_GCM);

        assertThat(file).hasContent("made by another process");
        assertThat(directory).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    void lostKeyEncryptionKeyIsNotReplaced() throws IOException {
        Vault vault = TestLedger.node(TestLedger.keys(directory), Ticker.systemTicker());
        vault.seal(TestLedger.someone(), "evidence.ip", new Known("192.0.2.1"));
        Files.delete(directory.resolve("kek.json"));

        assertThatThrownBy(() -> TestLedger.keys(directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ledger.keys.key-encryption-key")
                .hasMessageContaining("backup");
        assertThat(directory.resolve("kek.json")).doesNotExist();
    }

    @Test
    void lostPepperIsNotReplaced() throws IOException {
        TestLedger.keys(directory);
        identifierUnderPepper(1);
        Files.delete(directory.resolve("pepper.json"));

        assertThatThrownBy(() -> TestLedger.keys(directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ledger.keys.look-up-pepper")
                .hasMessageContaining("backup");
        assertThat(directory.resolve("pepper.json")).doesNotExist();
    }

    @Test
    void keyEncryptionKeyOfAnotherLedgerIsRefused() {
        Vault vault = TestLedger.node(TestLedger.keys(directory.resolve("this")), Ticker.systemTicker());
        TestLedger.clear();
        TestLedger.keys(directory.resolve("other"));
        vault.seal(TestLedger.someone(), "evidence.ip", new Known("192.0.2.1"));

        assertThatThrownBy(() -> TestLedger.keys(directory.resolve("other")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another ledger");
        Assertions.assertThatCode(() -> TestLedger.keys(directory.resolve("this")))
                .doesNotThrowAnyException();
    }

    @Test
    void pepperOfAnotherLedgerIsRefused() throws Exception {
        int pepper = TestLedger.keys(directory).lookUpPepper().getPrimaryId();
        identifierUnderPepper(pepper + 1);

        assertThatThrownBy(() -> TestLedger.keys(directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ledger.keys.look-up-pepper");
    }

    @Test
    void keyFileThatEveryUserMayReadIsRefused() throws IOException {
        TestLedger.keys(directory);
        Files.setPosixFilePermissions(directory.resolve("pepper.json"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> TestLedger.keys(directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pepper.json")
                .hasMessageContaining("0600");
    }

    @Test
    void unusableKeyFileIsRefusedWithoutShowingIt() throws IOException {
        TestLedger.keys(directory);
        Path file = directory.resolve("kek.json");
        Files.writeString(file, Files.readString(file).replace("\"primaryKeyId\"", "\"c2VjcmV0\": c2VjcmV0, \"x\""));

        assertThatThrownBy(() -> TestLedger.keys(directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ledger.keys.key-encryption-key")
                .satisfies(refusal -> {
                    StringWriter printed = new StringWriter();
                    refusal.printStackTrace(new PrintWriter(printed));
                    assertThat(printed.toString()).doesNotContain("c2VjcmV0");
                });
    }

    @Test
    void keysetOfTheWrongKindIsRefused() throws IOException {
        TestLedger.keys(directory);
        Files.copy(
                directory.resolve("pepper.json"),
                directory.resolve("kek.json"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> TestLedger.keys(directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ledger.keys.key-encryption-key");
    }

    @Test
    void keysMadeByTheDocumentedShellLinesAreRead() throws IOException {
        write("kek.json", keyset("AesGcmKey", "\032\040", "TINK"));
        write("pepper.json", keyset("HmacPrfKey", "\022\002\010\003\032\040", "RAW"));

        LedgerKeys keys = LedgerKeys.load(TestLedger.settings(directory, false), TestLedger.JDBC);
        SubjectId jan = TestLedger.someone();
        Vault vault = TestLedger.node(keys, Ticker.systemTicker());
        Sealed sealed = vault.seal(jan, "evidence.ip", new Known("192.0.2.1"));
        assertThat(vault.open(jan, sealed)).isEqualTo(new Known("192.0.2.1"));
        assertThat(keys.lookUpPepper().getPrimaryId()).isEqualTo(1234567);
    }

    private void write(String name, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** What {@link KeySettings} tells operators to write. */
    private static String keyset(String type, String head, String prefix) {
        byte[] key = new byte[head.length() + 32];
        new SecureRandom().nextBytes(key);
        for (int i = 0; i < head.length(); i++) {
            key[i] = (byte) head.charAt(i);
        }
        return """
                {"primaryKeyId":1234567,"key":[{"keyData":{"typeUrl":"type.googleapis.com/google.crypto.tink.%s",
                  "value":"%s","keyMaterialType":"SYMMETRIC"},"status":"ENABLED","keyId":1234567,"outputPrefixType":"%s"}]}
                """.formatted(type, Base64.getEncoder().encodeToString(key), prefix);
    }

    private static void identifierUnderPepper(int keyId) {
        TestLedger.JDBC
                .sql("insert into ledger.identifier (hash, pepper_key_id, subject_id) values (?, ?, ?)")
                .params(new byte[32], keyId, TestLedger.someone().value())
                .update();
    }
}
