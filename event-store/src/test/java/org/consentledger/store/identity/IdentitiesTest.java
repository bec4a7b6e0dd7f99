package org.consentledger.store.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.consentledger.api.Code;
import org.consentledger.api.Fault;
import org.consentledger.api.Faults;
import org.consentledger.api.Personal;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.api.subject.SubjectReference;
import org.consentledger.store.erasure.Suppressions;
import org.consentledger.store.identity.Named.ById;
import org.consentledger.store.identity.Named.ByIdentifier;
import org.consentledger.store.sealing.TestLedger;
import org.consentledger.store.sealing.Vault;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;

class IdentitiesTest {
    private static final Identifier JANS_ADDRESS =
            new Identifier(Identifier.Kind.EMAIL, null, new Personal.Known("jan@example.nl"));

    @TempDir
    Path directory;

    private Identities identities;
    private final SubjectId jan = TestLedger.someone();
    private final SubjectId piet = TestLedger.someone();

    @BeforeEach
    void startAnew() {
        TestLedger.clear();
        identities = node();
    }

    /** A node with the keys as they are now. */
    private Identities node() {
        return new Identities(TestLedger.JDBC, TestLedger.keys(directory), new IdentitySettings(null));
    }

    @Test
    void identifierIsFoundInEveryWritingOfTheSameName() {
        claim(identities, jan, JANS_ADDRESS);

        assertThat(find("email", null, " Jan@EXAMPLE.nl\u00a0")).isEqualTo(jan);
        assertThat(find("email", null, "jan+news@example.nl")).isNull();
        assertThat(find("email", null, "j.an@example.nl")).isNull();
    }

    @Test
    void kindAndNamespaceArePartOfTheName() {
        claim(identities, jan, new Identifier(Identifier.Kind.EXTERNAL, "crm", new Personal.Known("42")));

        assertThat(find("external", "crm", " 42 ")).isEqualTo(jan);
        assertThat(find("external", "shop", "42")).isNull();
    }

    @Test
    void partsOfANameCannotBeShiftedIntoEachOther() {
        Identifier one = new Identifier(Identifier.Kind.EXTERNAL, "crm", new Personal.Known("a1"));
        Identifier other = new Identifier(Identifier.Kind.EXTERNAL, "crma", new Personal.Known("1"));

        assertThat(identities.hashes(one).getFirst())
                .isNotEqualTo(identities.hashes(other).getFirst());
    }

    @Test
    void hashIsHmacSha256OverPartsBehindTheirLengths() throws Exception {
        byte[] secret = new byte[32];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) i;
        }
        byte[] key = HexFormat.of().parseHex("120208031a20" + HexFormat.of().formatHex(secret));
        writePepper("""
                {"primaryKeyId":7,"key":[{"keyData":{"typeUrl":"type.googleapis.com/google.crypto.tink.HmacPrfKey",
                "value":"%s","keyMaterialType":"SYMMETRIC"},"status":"ENABLED","keyId":7,"outputPrefixType":"RAW"}]}
                """.formatted(Base64.getEncoder().encodeToString(key)));
        Identifier identifier = new Identifier(Identifier.Kind.EXTERNAL, "crm", new Personal.Known("ß1"));

        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(encoded)) {
            out.writeInt(8);
            out.write("EXTERNAL".getBytes(UTF_8));
            out.writeInt(3);
            out.write("crm".getBytes(UTF_8));
            out.writeInt(3);
            out.write("ß1".getBytes(UTF_8));
        }
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        assertThat(node().hashes(identifier)).containsExactly(mac.doFinal(encoded.toByteArray()));
    }

    @Test
    void subjectIsFoundByIdOnceItHasAStream() {
        assertThat(find("subject", null, jan.toString())).isNull();
        TestLedger.JDBC.sql("""
                        insert into ledger.event (event_id, aggregate_id, sequence, aggregate_type, recorded_at,
                            payload_type, payload_revision, payload, metadata)
                        values (gen_random_uuid()::text, ?, 0, 'Subject', now(), 'opted-out', '1', '{}', '{}')
                        """).param(jan.toString()).update();

        assertThat(find("subject", null, jan.toString())).isEqualTo(jan);
        assertThat(find("subject", null, " " + jan.toString().toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(jan);
        assertThat(find("subject", null, piet.toString())).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, -, #/subject/type, MISSING",
                "-, -, jan@example.nl, #/subject/type, MISSING",
                "e-mail, -, jan@example.nl, #/subject/type, UNKNOWN_SUBJECT_TYPE",
                "EMAIL, -, jan@example.nl, #/subject/type, UNKNOWN_SUBJECT_TYPE",
                "subject, -, -, #/subject/value, MISSING",
                "subject, -, 1-1-1-1-1, #/subject/value, BAD_VALUE",
                "subject, -, jan@example.nl, #/subject/value, BAD_VALUE",
                "email, -, -, #/subject/value, MISSING",
                "email, -, ' ', #/subject/value, INVALID_EMAIL",
                "email, -, jan, #/subject/value, INVALID_EMAIL",
                "phone, -, -, #/subject/value, MISSING",
                "phone, -, 0612345678, #/subject/value, INVALID_PHONE",
                "external, -, 42, #/subject/namespace, INVALID_EXTERNAL_ID",
                "external, CRM, 42, #/subject/namespace, INVALID_EXTERNAL_ID",
                "external, -crm, 42, #/subject/namespace, INVALID_EXTERNAL_ID",
                "external, crm, -, #/subject/value, MISSING",
                "external, crm, ' ', #/subject/value, INVALID_EXTERNAL_ID",
                "external, crm, 123456782, #/subject/value, NATIONAL_ID_NUMBER",
                "external, crm, 1234.56.782, #/subject/value, NATIONAL_ID_NUMBER",
                "external, bsn-123456782, 42, #/subject/namespace, NATIONAL_ID_NUMBER"
            })
    void referenceWithAFaultIsRefusedThere(
            @Nullable String type, @Nullable String namespace, @Nullable String value, String pointer, Code code) {
        Faults faults = new Faults();

        assertThat(identities.read(new SubjectReference(type, namespace, value), "#/subject", faults))
                .isNull();
        assertThat(found(faults)).containsExactly(new Fault(pointer, code));
    }

    @Test
    void missingReferenceIsRefused() {
        Faults faults = new Faults();

        assertThat(identities.read(null, "#/subject", faults)).isNull();
        assertThat(found(faults)).containsExactly(new Fault("#/subject", Code.MISSING));
    }

    @Test
    void allFaultsOfAnExternalIdAreToldAtOnce() {
        Faults faults = new Faults();
        identities.read(new SubjectReference("external", "Not a namespace", ""), "#/subject", faults);

        assertThat(found(faults)).extracting(Fault::pointer).containsExactly("#/subject/namespace", "#/subject/value");
    }

    @Test
    void externalIdIsBounded() {
        String longest = "é".repeat(199) + "🙂";

        assertThat(read("external", "c".repeat(50), longest)).isInstanceOf(ByIdentifier.class);
        assertThat(codesOf("external", "c".repeat(51), longest)).containsExactly(Code.INVALID_EXTERNAL_ID);
        assertThat(codesOf("external", "crm", longest + "x")).containsExactly(Code.INVALID_EXTERNAL_ID);
        assertThat(codesOf("external", "crm", "4\u00002")).containsExactly(Code.INVALID_EXTERNAL_ID);
        assertThat(codesOf("external", "crm", "4\ud83d2")).containsExactly(Code.INVALID_EXTERNAL_ID);
    }

    @Test
    void readReferenceIsInItsNormalForm() {
        assertThat(read("email", null, " Jan@Example.NL "))
                .isInstanceOfSatisfying(
                        ByIdentifier.class,
                        named -> assertThat(named.identifier()).isEqualTo(JANS_ADDRESS));
        assertThat(read("phone", null, " 0031 6 12345678"))
                .isInstanceOfSatisfying(
                        ByIdentifier.class,
                        named -> assertThat(named.identifier())
                                .isEqualTo(new Identifier(
                                        Identifier.Kind.PHONE, null, new Personal.Known("+31612345678"))));
        assertThat(read("subject", null, jan.toString())).isEqualTo(new ById(jan));
    }

    @Test
    void namedPersonDoesNotPrintItself() {
        assertThat(read("email", null, "jan@example.nl").toString()).doesNotContain("jan@");
    }

    @Test
    void claimingTwiceChangesNothing() {
        claim(identities, jan, JANS_ADDRESS);
        claim(identities, jan, JANS_ADDRESS);

        assertThat(rows()).isEqualTo(1);
        assertThat(find("email", null, "jan@example.nl")).isEqualTo(jan);
    }

    @Test
    void identifierOfAnotherSubjectIsTaken() {
        claim(identities, jan, JANS_ADDRESS);

        assertThatExceptionOfType(IdentifierTaken.class)
                .isThrownBy(() -> claim(identities, piet, JANS_ADDRESS))
                .satisfies(taken -> {
                    assertThat(taken.getStackTrace()).isEmpty();
                    assertThat(taken.toString()).doesNotContain("jan@").doesNotContain(jan.toString());
                });
        assertThat(find("email", null, "jan@example.nl")).isEqualTo(jan);
    }

    @Test
    void claimIsRolledBackWithItsTransaction() {
        TestLedger.transaction().executeWithoutResult(status -> {
            identities.claim(jan, JANS_ADDRESS);
            status.setRollbackOnly();
        });

        assertThat(find("email", null, "jan@example.nl")).isNull();
    }

    @Test
    void claimNeedsATransaction() {
        assertThatThrownBy(() -> identities.claim(jan, JANS_ADDRESS)).isInstanceOf(IllegalStateException.class);
        assertThat(rows()).isZero();
    }

    @Test
    void releaseNeedsATransaction() {
        assertThatThrownBy(() -> identities.release(jan, JANS_ADDRESS)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void releasedIdentifierMayBeClaimedByAnother() {
        claim(identities, jan, JANS_ADDRESS);
        release(identities, jan, JANS_ADDRESS);
        assertThat(find("email", null, "jan@example.nl")).isNull();

        claim(identities, piet, JANS_ADDRESS);
        release(identities, jan, JANS_ADDRESS);
        assertThat(find("email", null, "jan@example.nl")).isEqualTo(piet);
    }

    @Test
    void identifierIsReleasedUnderAllPeppersTogether() throws Exception {
        Identities rotated = rotated();
        claim(rotated, jan, JANS_ADDRESS);
        assertThat(rows()).isEqualTo(2);

        release(rotated, jan, JANS_ADDRESS);
        assertThat(rows()).isZero();
    }

    @Test
    void releaseWaitsForWhoCarriesTheIdentifierOverToAnotherPepper() throws Exception {
        claim(identities, jan, JANS_ADDRESS);
        Identities rotated = rotated();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> later = Objects.requireNonNull(TestLedger.transaction().execute(status -> {
                assertThat(rotated.carryOver(JANS_ADDRESS)).isEqualTo(1);
                Future<?> release = thread.submit(() -> release(rotated, jan, JANS_ADDRESS));
                awaitSomeoneWaiting();
                return release;
            }));
            later.get(20, TimeUnit.SECONDS);
        }

        assertThat(rows()).isZero();
    }

    @Test
    void claimWaitsForAnEarlierOneAndLosesToIt() throws Exception {
        Future<?> later = claimWhileAnotherIsOpen(false);

        assertThatThrownBy(() -> later.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(IdentifierTaken.class);
        assertThat(find("email", null, "jan@example.nl")).isEqualTo(jan);
    }

    @Test
    void claimWaitsForAnEarlierOneAndWinsWhereThatIsRolledBack() throws Exception {
        claimWhileAnotherIsOpen(true).get(20, TimeUnit.SECONDS);

        assertThat(find("email", null, "jan@example.nl")).isEqualTo(piet);
    }

    private Future<?> claimWhileAnotherIsOpen(boolean rollBack) {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            return TestLedger.transaction().execute(status -> {
                identities.claim(jan, JANS_ADDRESS);
                Future<?> later = thread.submit(() -> claim(identities, piet, JANS_ADDRESS));
                awaitSomeoneWaiting();
                if (rollBack) {
                    status.setRollbackOnly();
                }
                return later;
            });
        }
    }

    @Test
    void exactlyOneOfManyConcurrentClaimsWins() throws Exception {
        int claims = 8;
        CyclicBarrier start = new CyclicBarrier(claims);
        List<Future<SubjectId>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(claims)) {
            for (int i = 0; i < claims; i++) {
                SubjectId subject = TestLedger.someone();
                running.add(threads.submit(() -> {
                    start.await(20, TimeUnit.SECONDS);
                    claim(identities, subject, JANS_ADDRESS);
                    return subject;
                }));
            }
        }

        List<SubjectId> winners = new ArrayList<>();
        for (Future<SubjectId> claim : running) {
            try {
                winners.add(claim.get());
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(IdentifierTaken.class);
            }
        }
        assertThat(winners).hasSize(1);
        assertThat(find("email", null, "jan@example.nl")).isEqualTo(winners.getFirst());
    }

    @Test
    void identifierClaimedUnderAnOldPepperIsFoundAndKept() throws Exception {
        claim(identities, jan, JANS_ADDRESS);
        Identities rotated = rotated();

        assertThat(rotated.hashes(JANS_ADDRESS)).hasSize(2);
        assertThat(rotated.hashes(JANS_ADDRESS).get(1))
                .isEqualTo(identities.hashes(JANS_ADDRESS).getFirst());
        assertThat(rotated.find(read("email", null, "jan@example.nl", rotated))).isEqualTo(jan);
        assertThatExceptionOfType(IdentifierTaken.class).isThrownBy(() -> claim(rotated, piet, JANS_ADDRESS));
        claim(rotated, jan, JANS_ADDRESS);
        assertThat(rows()).isEqualTo(2);
        assertThat(find("email", null, "jan@example.nl")).isEqualTo(jan);
    }

    @Test
    void nodesWithTheOldAndTheNewPepperMeetEachOthersClaims() throws Exception {
        Identities behind = identities;
        Identities rotated = rotated();
        claim(rotated, jan, JANS_ADDRESS);

        assertThat(behind.find(read("email", null, "jan@example.nl", behind))).isEqualTo(jan);
        assertThatExceptionOfType(IdentifierTaken.class).isThrownBy(() -> claim(behind, piet, JANS_ADDRESS));
    }

    @Test
    void nothingStoredHoldsAnIdentifierInClear() {
        claim(identities, jan, JANS_ADDRESS);

        assertThat(TestLedger.stored())
                .contains(jan.toString())
                .doesNotContain("jan@example.nl")
                .doesNotContain(HexFormat.of().formatHex("jan@example.nl".getBytes(UTF_8)));
    }

    @Test
    void springFindsAllOfIt() {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "test",
                            Map.of(
                                    "ledger.keys.key-encryption-key",
                                            directory.resolve("kek.json").toString(),
                                    "ledger.keys.look-up-pepper",
                                            directory.resolve("pepper.json").toString(),
                                    "ledger.identity.default-region", "NL")));
            context.registerBean(JdbcClient.class, () -> TestLedger.JDBC);
            context.register(Suppressions.class);
            context.scan("org.consentledger.store.sealing", "org.consentledger.store.identity");
            context.refresh();

            assertThat(context.getBean(Vault.class)).isNotNull();
            assertThat(read("phone", null, "0612345678", context.getBean(Identities.class)))
                    .isInstanceOf(ByIdentifier.class);
        }
    }

    /** A node whose keyset has a new primary pepper beside the old one. */
    private Identities rotated() throws Exception {
        KeysetHandle old = TinkJsonProtoKeysetFormat.parseKeyset(
                Files.readString(directory.resolve("pepper.json")), InsecureSecretKeyAccess.get());
        KeysetHandle both = KeysetHandle.newBuilder(old)
                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedPrfParameters.HMAC_SHA256_PRF)
                        .withRandomId()
                        .makePrimary())
                .build();
        writePepper(TinkJsonProtoKeysetFormat.serializeKeyset(both, InsecureSecretKeyAccess.get()));
        return node();
    }

    private void writePepper(String json) throws Exception {
        Path file = Files.writeString(directory.resolve("pepper.json"), json);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static void claim(Identities identities, SubjectId subject, Identifier identifier) {
        TestLedger.transaction().executeWithoutResult(status -> identities.claim(subject, identifier));
    }

    private static void release(Identities identities, SubjectId subject, Identifier identifier) {
        TestLedger.transaction().executeWithoutResult(status -> identities.release(subject, identifier));
    }

    private Named read(String type, @Nullable String namespace, String value) {
        return read(type, namespace, value, identities);
    }

    private static Named read(String type, @Nullable String namespace, String value, Identities identities) {
        Faults faults = new Faults();
        Named named = identities.read(new SubjectReference(type, namespace, value), "#/subject", faults);
        assertThat(found(faults)).isEmpty();
        return Objects.requireNonNull(named);
    }

    private List<Code> codesOf(String type, String namespace, String value) {
        Faults faults = new Faults();
        identities.read(new SubjectReference(type, namespace, value), "#/subject", faults);
        return found(faults).stream().map(Fault::code).toList();
    }

    private @Nullable SubjectId find(String type, @Nullable String namespace, String value) {
        return identities.find(read(type, namespace, value));
    }

    private static List<Fault> found(Faults faults) {
        try {
            faults.refuseIfAny();
            return List.of();
        } catch (Refusal refusal) {
            return refusal.faults();
        }
    }

    private static void awaitSomeoneWaiting() {
        try {
            TestLedger.awaitSomeoneWaiting();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static long rows() {
        return TestLedger.JDBC
                .sql("select count(*) from ledger.identifier")
                .query(Long.class)
                .single();
    }
}
