package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.objectionForMySituation;
import static org.consentledger.app.journey.Signal.optOut;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AesGcmKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.consentledger.app.ConsentLedger;
import org.consentledger.store.erasure.KeyRewrite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whoever is erased is gone from the disk: from every column of every table, from the files of the database and from the
 * logs; and so is the key that would open what is sealed. The write-ahead log is another matter, and documented.
 */
@ExtendWith(OutputCaptureExtension.class)
class GoneFromDiskTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int OTHERS = 20;
    private static final String MARK = "qzwéck";
    private static final String IP = "198.51.100.77";
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{12,}={0,2}");

    @TempDir
    Path directory;

    /** What must be found nowhere, by name: the bytes of it. */
    private final Map<String, byte[]> secrets = new LinkedHashMap<>();

    @Test
    void nothingOfTheErasedIsLeftInTablesFilesAndLogs(CapturedOutput output) throws Exception {
        try (var server = start()) {
            var ledger = Ledger.at(server.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
            var superuser = superuser(server);
            for (int i = 0; i < OTHERS; i++) {
                Person.byEmail(ledger, Journey.unique("other") + "@example.org")
                        .tells(optOut("surveys").evidence("ip", "192.0.2.1"))
                        .recorded();
            }
            var person = Person.byEmail(ledger, "Jan-" + MARK + "@qzwedomain.example");
            live(ledger, person);
            String id = person.id();
            byte[] wrapped = rememberKey(superuser, id);
            List<byte[]> sealed = sealed(superuser, id);
            // Statistics hold samples of what stands in the columns.
            superuser.sql("analyze").update();
            assertThat(sealed)
                    .hasSizeGreaterThan(8)
                    .allSatisfy(one -> assertThat(opens(one, id, wrapped)).isTrue());

            ledger.post("officer", "/v1/subjects/" + id + "/erasure", Map.of("reason", "about " + MARK))
                    .recorded();
            assertThat(columnsWithSecrets(superuser)).isEmpty();
            superuser.sql("checkpoint").update();
            assertThat(filesWithSecrets())
                    .as("a row that was deleted is still in its file")
                    .containsOnlyKeys("wrapped key");

            rewrite(server);
            superuser.sql("checkpoint").update();
            superuser.sql("vacuum").update();
            assertThat(columnsWithSecrets(superuser)).isEmpty();
            assertThat(filesWithSecrets()).isEmpty();
            assertThat(found(output.getAll().getBytes(StandardCharsets.UTF_8))).isEmpty();
            assertThat(keysInTable(superuser))
                    .hasSize(OTHERS)
                    .allSatisfy(key -> assertThat(sealed).noneMatch(one -> opens(one, id, key)));
            person.mayGet(mail("surveys")).denies("SUPPRESSED");
            searchFindsWhatIsThere(superuser);
        }
    }

    private ConfigurableApplicationContext start() {
        return SpringApplication.run(
                ConsentLedger.class,
                "--server.port=0",
                "--ledger.embedded.directory=" + directory,
                "--ledger.erasure.rewrite-after=PT0S",
                // The test says when.
                "--ledger.erasure.poll-millis=86400000");
    }

    private JdbcClient superuser(ConfigurableApplicationContext server) throws IOException {
        var postgres = new PGSimpleDataSource();
        postgres.setUrl(server.getBean(JdbcConnectionDetails.class).getJdbcUrl());
        postgres.setUser("postgres");
        postgres.setPassword(Files.readString(directory.resolve("postgres-superuser.password"))
                .strip());
        return JdbcClient.create(postgres);
    }

    /** Leaves a value in every field that holds one about a person. */
    private void live(Ledger ledger, Person person) {
        secret("the name", MARK);
        secret("the domain", "qzwedomain");
        secret("the ip", IP);
        var signal = consent("surveys")
                .evidence("ip", IP)
                .evidence("form", "form of " + MARK)
                .evidence("userAgent", "browser of " + MARK)
                .evidence("reference", "scan of " + MARK)
                .with("actor", "desk of " + MARK)
                .with("parentalAuthorisation", Map.of("age", 12, "reference", "mother of " + MARK));
        person.tells(signal, "Idempotency-Key", "\"" + Journey.unique("key") + "\"")
                .recorded();
        person.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
        String id = person.id();
        for (var name : List.of(
                Map.of("type", "external", "namespace", "crm", "value", "number of " + MARK),
                Map.of("type", "email", "value", "second-" + MARK + "@qzwedomain.example"))) {
            ledger.post("officer", "/v1/subjects/" + id + "/identifiers", name).recorded();
        }
        person.tells(objectionForMySituation("ai-training").with("statement", "says " + MARK))
                .recorded();
        ledger.post(
                        "officer",
                        "/v1/rights-requests",
                        Map.of(
                                "subject",
                                person.reference,
                                "controller",
                                Journey.ACCOUNTING,
                                "right",
                                "ACCESS",
                                "receivedAt",
                                Instant.now().minus(Duration.ofDays(2)).toString(),
                                "channel",
                                "EMAIL",
                                "statement",
                                "asks " + MARK,
                                "actor",
                                "taken by " + MARK))
                .recorded();
        var hold = ledger.post(
                        "officer",
                        "/v1/subjects/" + id + "/legal-holds",
                        Map.of("ground", "LEGAL_CLAIMS", "reason", "claim of " + MARK))
                .recorded();
        ledger.delete("officer", "/v1/subjects/" + id + "/legal-holds/" + hold.value("eventId"))
                .is(200);
    }

    private void secret(String name, String text) {
        secrets.put(name, text.getBytes(StandardCharsets.UTF_8));
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            secrets.put(name + " as " + charset, text.getBytes(charset));
        }
    }

    /** Puts the key of the person among the secrets, as it is stored and as it is used. */
    private byte[] rememberKey(JdbcClient superuser, String id) throws Exception {
        byte[] wrapped = superuser
                .sql("select wrapped_key from ledger.subject_key where subject_id = ?")
                .param(UUID.fromString(id))
                .query(byte[].class)
                .single();
        secrets.put("wrapped key", wrapped);
        secrets.put(
                "key",
                ((AesGcmKey) unwrapped(wrapped, id).getPrimary().getKey())
                        .getKeyBytes()
                        .toByteArray(InsecureSecretKeyAccess.get()));
        return wrapped;
    }

    private KeysetHandle unwrapped(byte[] wrapped, String id) throws Exception {
        var file = new KeysetFile(directory.resolve("keys/key-encryption-key.json"));
        Aead keyEncryption = TinkJsonProtoKeysetFormat.parseKeyset(file.text(), InsecureSecretKeyAccess.get())
                .getPrimitive(RegistryConfiguration.get(), Aead.class);
        return TinkProtoKeysetFormat.parseEncryptedKeyset(
                wrapped, keyEncryption, associated("consent-ledger subject key 1", id, ""));
    }

    private static byte[] associated(String purpose, String id, String field) {
        UUID subject = UUID.fromString(id);
        byte[] begin = purpose.getBytes(StandardCharsets.US_ASCII);
        byte[] end = field.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(begin.length + 16 + end.length)
                .put(begin)
                .putLong(subject.getMostSignificantBits())
                .putLong(subject.getLeastSignificantBits())
                .put(end)
                .array();
    }

    /** Everything that is sealed in the stream of the person. */
    private static List<byte[]> sealed(JdbcClient superuser, String id) {
        return superuser
                .sql("select convert_from(payload, 'UTF8') from ledger.event where aggregate_id = ?")
                .param(id)
                .query(String.class)
                .list()
                .stream()
                .flatMap(payload -> Pattern.compile("\"sealed\":\"([^\"]+)\"")
                        .matcher(payload)
                        .results())
                .map(match -> Base64.getDecoder().decode(match.group(1)))
                .toList();
    }

    /** Whether whoever has the key files could read the value with this key, under whatever field. */
    private boolean opens(byte[] sealed, String id, byte[] wrapped) {
        for (String field : List.of(
                "value",
                "ip",
                "form",
                "userAgent",
                "reference",
                "actor",
                "parentalAuthorisation",
                "statement",
                "reason")) {
            try {
                unwrapped(wrapped, id)
                        .getPrimitive(RegistryConfiguration.get(), Aead.class)
                        .decrypt(sealed, associated("consent-ledger sealed value 1", id, field));
                return true;
            } catch (GeneralSecurityException e) {
                // Not with this key, or not under this field.
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return false;
    }

    private static List<byte[]> keysInTable(JdbcClient superuser) {
        return superuser
                .sql("select wrapped_key from ledger.subject_key")
                .query((row, _) -> Objects.requireNonNull(row.getBytes(1)))
                .list();
    }

    private static void rewrite(ConfigurableApplicationContext server) {
        var rewrite = server.getBean(KeyRewrite.class);
        await().atMost(PATIENCE).until(() -> {
            rewrite.look();
            return rewrite.pending().keys() == 0;
        });
    }

    // Searching

    private void searchFindsWhatIsThere(JdbcClient superuser) throws IOException {
        superuser
                .sql("create table view.leak (a text, b bytea, c text, d text)")
                .update();
        superuser
                .sql("insert into view.leak values (?, ?, ?, ?)")
                .params(
                        "of " + MARK,
                        MARK.getBytes(StandardCharsets.UTF_16LE),
                        Base64.getEncoder().encodeToString(("about " + MARK).getBytes(StandardCharsets.UTF_8)),
                        HexFormat.of().formatHex(IP.getBytes(StandardCharsets.UTF_8)))
                .update();
        superuser.sql("checkpoint").update();
        assertThat(columnsWithSecrets(superuser))
                .containsExactly("view.leak.a", "view.leak.b", "view.leak.c", "view.leak.d");
        assertThat(filesWithSecrets()).containsKeys("the name", "the name as UTF-16LE", "the ip");
    }

    /** By secret, the files of the database and of its log in which it stands. */
    private Map<String, List<String>> filesWithSecrets() throws IOException {
        var found = new LinkedHashMap<String, List<String>>();
        for (String part : List.of("postgres", "postgres-log")) {
            Files.walkFileTree(directory.resolve(part), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                    return visited.endsWith("pg_wal") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = directory.relativize(file).toString();
                    found(contentOf(file))
                            .forEach(secret -> found.computeIfAbsent(secret, _ -> new ArrayList<>())
                                    .add(name));
                    return FileVisitResult.CONTINUE;
                }

                /** The server removes files while they are read. */
                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return found;
    }

    private static byte[] contentOf(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            // The server removed it meanwhile.
            return new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every column of every table in which a secret stands. */
    private TreeSet<String> columnsWithSecrets(JdbcClient superuser) {
        var columns = new TreeSet<String>();
        var tables = superuser.sql("""
                        select format('%I.%I', table_schema, table_name) from information_schema.tables
                        where table_type = 'BASE TABLE' and table_schema <> 'information_schema'""").query(String.class).list();
        assertThat(tables)
                .contains(
                        "ledger.event",
                        "ledger.subject_key",
                        "ledger.suppression",
                        "ledger.idempotency",
                        "view.subject_0",
                        "pg_catalog.pg_statistic");
        for (String table : tables) {
            superuser.sql("select * from " + table).query(row -> {
                for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                    if (!found(bytes(row, column)).isEmpty()) {
                        columns.add(table + "." + row.getMetaData().getColumnName(column));
                    }
                }
            });
        }
        return columns;
    }

    private static byte[] bytes(ResultSet row, int column) throws SQLException {
        if (row.getMetaData().getColumnTypeName(column).equals("bytea")) {
            byte[] content = row.getBytes(column);
            return content == null ? new byte[0] : content;
        }
        String text = row.getString(column);
        return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    /** The secrets that stand in the content as they are, in hexadecimal digits, or in Base64. */
    private List<String> found(byte[] content) {
        var text = new String(content, StandardCharsets.ISO_8859_1);
        var decoded = new StringBuilder();
        BASE64.matcher(text).results().forEach(match -> decoded.append(decoded(match.group())));
        String lower = text.toLowerCase(Locale.ROOT);
        return secrets.entrySet().stream()
                .filter(secret -> {
                    var plain = new String(secret.getValue(), StandardCharsets.ISO_8859_1);
                    return text.contains(plain)
                            || lower.contains(HexFormat.of().formatHex(secret.getValue()))
                            || decoded.indexOf(plain) >= 0;
                })
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What the digits say, wherever in them it begins. */
    private static String decoded(String digits) {
        var readings = new StringBuilder();
        String standard = digits.replace('-', '+').replace('_', '/').replace("=", "");
        for (int skipped = 0; skipped < 4; skipped++) {
            String rest = standard.substring(skipped);
            // A single digit at the end says nothing; two or three say one byte or two.
            int whole = rest.length() % 4 == 1 ? rest.length() - 1 : rest.length();
            byte[] read = Base64.getDecoder().decode(rest.substring(0, whole));
            readings.append(new String(read, StandardCharsets.ISO_8859_1)).append(' ');
        }
        return readings.toString();
    }
}
