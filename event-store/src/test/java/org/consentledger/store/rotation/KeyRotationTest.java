package org.consentledger.store.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.consentledger.api.Faults;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.api.subject.SubjectReference;
import org.consentledger.api.subject.SuppressedIdentifier;
import org.consentledger.store.LedgerSerializer;
import org.consentledger.store.Misconfigured;
import org.consentledger.store.identity.IdentifierTaken;
import org.consentledger.store.identity.Identities;
import org.consentledger.store.identity.TestIdentities;
import org.consentledger.store.rotation.KeyRotation.Keyset;
import org.consentledger.store.sealing.KeysInUse;
import org.consentledger.store.sealing.KeysetFiles;
import org.consentledger.store.sealing.LedgerKeys;
import org.consentledger.store.sealing.TestLedger;
import org.consentledger.store.sealing.TestVault;
import org.consentledger.store.sealing.Vault;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRotationTest {
    private static final Personal.Known IP = new Personal.Known("192.0.2.1");

    @TempDir
    Path directory;

    private final Map<String, SubjectId> people = new LinkedHashMap<>();
    private final Map<SubjectId, Personal.Sealed> sealed = new LinkedHashMap<>();
    private Node node;

    /** One server, as far as keys go. */
    private static final class Node implements AutoCloseable {
        final LedgerKeys keys;
        final Vault vault;
        final Identities identities;
        final KeyRotation rotation;

        Node(Path directory) {
            keys = TestLedger.keys(directory);
            vault = TestVault.with(keys);
            identities = TestIdentities.with(keys);
            rotation = new KeyRotation(
                    TestLedger.JDBC, TestLedger.TRANSACTIONS, keys, vault, identities, new LedgerSerializer(vault));
        }

        void rotate(Keyset keyset) throws Exception {
            rotation.start(keyset).get(60, TimeUnit.SECONDS);
        }

        @Nullable
        SubjectId find(String address) {
            var faults = new Faults();
            return identities.find(
                    Objects.requireNonNull(identities.read(new SubjectReference("email", null, address), "#", faults)));
        }

        @Override
        public void close() {
            rotation.close();
        }
    }

    @BeforeEach
    void startAnew() {
        TestLedger.clear();
        node = new Node(directory);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** As a command does it: the event, its sealed value and the claim, in one transaction. */
    private void introduce(Node by, int count) {
        var serializer = new LedgerSerializer(by.vault);
        for (int i = 0; i < count; i++) {
            String address = "person-" + UUID.randomUUID() + "@example.org";
            SubjectId subject = TestLedger.someone();
            var identifier = new Identifier(Identifier.Kind.EMAIL, null, new Personal.Known(address));
            TestLedger.transaction().executeWithoutResult(status -> {
                var stored = serializer.serialize(new IdentifierAdded(subject, identifier), byte[].class);
                TestLedger.JDBC
                        .sql("""
                                insert into ledger.event (event_id, aggregate_id, sequence, aggregate_type,
                                    recorded_at, payload_type, payload_revision, payload, metadata)
                                values (?, ?, 0, 'Subject', now(), ?, ?, ?, '{}')""")
                        .params(
                                UUID.randomUUID().toString(),
                                subject.toString(),
                                stored.getType().getName(),
                                stored.getType().getRevision(),
                                stored.getData())
                        .update();
                by.identities.claim(subject, identifier);
                sealed.put(subject, by.vault.seal(subject, "evidence.ip", IP));
            });
            people.put(address, subject);
        }
    }

    private void assertAllFoundAndOpen(Node by) {
        people.forEach((address, subject) -> assertThat(by.find(address)).isEqualTo(subject));
        sealed.forEach(
                (subject, value) -> assertThat(by.vault.open(subject, value)).isEqualTo(IP));
    }

    @Test
    void keysOfPeopleAreWrappedAnewAndTheOldKeyCanGo() throws Exception {
        Path file = directory.resolve("kek.json");
        introduce(node, 700);
        int added = KeysetFiles.addWrappingKey(file);
        node.keys.reload();
        KeysetFiles.preferNewest(file);
        node.keys.reload();
        introduce(node, 3);

        KeysetFiles.removeOldest(file);
        assertThatThrownBy(node.keys::reload)
                .isInstanceOf(Misconfigured.class)
                .hasMessageContaining("700 people")
                .hasMessageContaining("Put the key back");
        assertThat(node.keys.keyEncryptionIds().all())
                .as("those before stay in use")
                .hasSize(2);
        assertAllFoundAndOpen(node);

        node.rotate(Keyset.KEY_ENCRYPTION_KEY);
        assertThat(new KeysInUse(TestLedger.JDBC).wrapped()).isEqualTo(Map.of(added, 703L));
        assertThat(node.rotation.progress(Keyset.KEY_ENCRYPTION_KEY)).satisfies(progress -> {
            assertThat(progress.done()).isEqualTo(700);
            assertThat(progress.total()).isEqualTo(700);
            assertThat(progress.finishedAt()).isNotNull();
        });
        node.keys.reload();
        try (var restarted = new Node(directory)) {
            assertAllFoundAndOpen(restarted);
        }
    }

    @Test
    void identifiersAreHashedAnewAndTheOldPepperCanGo() throws Exception {
        Path file = directory.resolve("pepper.json");
        introduce(node, 600);
        int added = KeysetFiles.addPepper(file);
        node.keys.reload();
        introduce(node, 3);
        KeysetFiles.preferNewest(file);
        node.keys.reload();

        KeysetFiles.removeOldest(file);
        assertThatThrownBy(node.keys::reload).isInstanceOf(Misconfigured.class).hasMessageContaining("600 people");
        assertAllFoundAndOpen(node);

        node.rotate(Keyset.LOOK_UP_PEPPER);
        assertThat(new KeysInUse(TestLedger.JDBC).hashed()).containsEntry(added, 603L);
        assertThat(node.rotation.progress(Keyset.LOOK_UP_PEPPER))
                .satisfies(progress -> assertThat(progress.finishedAt()).isNotNull());
        node.keys.reload();
        assertAllFoundAndOpen(node);
        assertThatThrownBy(() -> claim(node, people.keySet().iterator().next())).isInstanceOf(IdentifierTaken.class);

        assertThat(node.rotation.forgetRemovedPeppers()).isEqualTo(603);
        try (var restarted = new Node(directory)) {
            assertAllFoundAndOpen(restarted);
        }
    }

    private static void claim(Node by, String address) {
        TestLedger.transaction()
                .executeWithoutResult(status -> by.identities.claim(
                        TestLedger.someone(),
                        new Identifier(Identifier.Kind.EMAIL, null, new Personal.Known(address))));
    }

    @Test
    void identifierStaysWithWhomItWasGivenTo() throws Exception {
        introduce(node, 1);
        String address = people.keySet().iterator().next();
        SubjectId other = TestLedger.someone();
        TestLedger.JDBC
                .sql("update ledger.identifier set subject_id = ?")
                .param(other.value())
                .update();
        newPepper();

        node.rotate(Keyset.LOOK_UP_PEPPER);
        KeysetFiles.removeOldest(directory.resolve("pepper.json"));
        node.keys.reload();
        assertThat(node.find(address)).isEqualTo(other);
    }

    @Test
    void identifierThatNobodyHoldsAnyMoreDoesNotComeBack() throws Exception {
        introduce(node, 1);
        people.forEach((address, subject) -> TestLedger.transaction()
                .executeWithoutResult(status -> node.identities.release(
                        subject, new Identifier(Identifier.Kind.EMAIL, null, new Personal.Known(address)))));
        newPepper();

        node.rotate(Keyset.LOOK_UP_PEPPER);
        assertThat(new KeysInUse(TestLedger.JDBC).hashed()).isEmpty();
    }

    @Test
    void pepperOfAnErasedPersonStaysNeeded() throws Exception {
        introduce(node, 2);
        node.vault.shred(people.values().iterator().next());
        newPepper();

        node.rotate(Keyset.LOOK_UP_PEPPER);
        KeysetFiles.removeOldest(directory.resolve("pepper.json"));
        assertThatThrownBy(node.keys::reload).isInstanceOf(Misconfigured.class).hasMessageContaining("1 people");
        assertThat(people.keySet())
                .allSatisfy(address -> assertThat(node.find(address)).isNotNull());
    }

    @Test
    void pepperOfASuppressedAddressStaysNeeded() throws Exception {
        introduce(node, 2);
        erase(people.keySet().iterator().next());
        newPepper();

        node.rotate(Keyset.LOOK_UP_PEPPER);
        KeysetFiles.removeOldest(directory.resolve("pepper.json"));
        assertThatThrownBy(node.keys::reload).isInstanceOf(Misconfigured.class).hasMessageContaining("1 people");
    }

    @Test
    void pepperThatCameAfterItIsNotNeededForAnAddressThatIsSuppressedUnderBoth() throws Exception {
        introduce(node, 2);
        newPepper();
        node.rotate(Keyset.LOOK_UP_PEPPER);
        erase(people.keySet().iterator().next());

        KeysetFiles.removeOldest(directory.resolve("pepper.json"));
        node.keys.reload();
        assertThat(node.keys.pepperIds().all()).hasSize(1);
        node.rotation.forgetRemovedPeppers();
    }

    /** As the event of an erasure does it. */
    private void erase(String address) {
        SubjectId subject = Objects.requireNonNull(people.get(address));
        var identifier = new Identifier(Identifier.Kind.EMAIL, null, new Personal.Known(address));
        for (SuppressedIdentifier suppressed : node.identities.suppressed(identifier)) {
            TestLedger.JDBC
                    .sql("""
                            insert into ledger.suppression
                                (hash, event_id, pepper_key_id, kind, subject_id, scope, reason, since)
                            values (?, 'erasure', ?, 'EMAIL', ?, '{}', 'ERASURE', now())""")
                    .params(suppressed.hash(), suppressed.pepperKeyId(), subject.value())
                    .update();
        }
        node.vault.shred(subject);
        TestLedger.JDBC
                .sql("delete from ledger.identifier where subject_id = ?")
                .param(subject.value())
                .update();
    }

    @Test
    void rotationThatWasInterruptedGoesOnWhereItEnded() throws Exception {
        introduce(node, 1100);
        newPepper();
        KeysetFiles.addWrappingKey(directory.resolve("kek.json"));
        KeysetFiles.preferNewest(directory.resolve("kek.json"));
        node.keys.reload();
        for (Keyset keyset : Keyset.values()) {
            node.rotation.begin(keyset);
            assertThat(node.rotation.turn(keyset)).isNotNull();
            long total = Objects.requireNonNull(node.rotation.progress(keyset)).total();

            try (var other = new Node(directory)) {
                assertThat(other.rotation.progress(keyset)).satisfies(progress -> {
                    assertThat(progress.done()).isEqualTo(500);
                    assertThat(progress.finishedAt()).isNull();
                });
                other.rotation.begin(keyset);
                assertThat(other.rotation.progress(keyset))
                        .satisfies(progress -> assertThat(progress.done()).isEqualTo(500));
                other.rotate(keyset);
                assertThat(other.rotation.progress(keyset)).satisfies(progress -> {
                    assertThat(progress.done()).isEqualTo(total);
                    assertThat(progress.total()).isEqualTo(total);
                    assertThat(progress.finishedAt()).isNotNull();
                });
            }
        }
        KeysetFiles.removeOldest(directory.resolve("pepper.json"));
        KeysetFiles.removeOldest(directory.resolve("kek.json"));
        node.keys.reload();
        assertAllFoundAndOpen(node);
    }

    @Test
    void whatALaggingNodeWritesKeepsItsKeyNeeded() throws Exception {
        try (var lagging = new Node(directory)) {
            introduce(node, 2);
            newPepper();
            node.rotate(Keyset.LOOK_UP_PEPPER);
            introduce(lagging, 1);
        }
        KeysetFiles.removeOldest(directory.resolve("pepper.json"));
        assertThatThrownBy(node.keys::reload).isInstanceOf(Misconfigured.class).hasMessageContaining("1 people");

        node.rotate(Keyset.LOOK_UP_PEPPER);
        node.keys.reload();
        assertAllFoundAndOpen(node);
    }

    @Test
    void hashesThatAreStillNeededAreNotForgotten() throws Exception {
        introduce(node, 2);
        try (var stale = new Node(directory)) {
            newPepper();
            node.rotate(Keyset.LOOK_UP_PEPPER);
            assertThatThrownBy(stale.rotation::forgetRemovedPeppers).isInstanceOf(Misconfigured.class);
        }
        assertThat(new KeysInUse(TestLedger.JDBC).hashed()).hasSize(2);
        assertThat(node.rotation.forgetRemovedPeppers()).isZero();
    }

    @Test
    void shreddedKeyIsGoneAtOnceHereAndNotBroughtBack() throws Exception {
        introduce(node, 1);
        SubjectId subject = people.values().iterator().next();
        assertThat(node.vault.shred(subject)).isTrue();
        assertThat(node.vault.shred(subject)).isFalse();
        assertThat(node.vault.open(subject, Objects.requireNonNull(sealed.get(subject))))
                .isEqualTo(new Personal.Erased());

        KeysetFiles.addWrappingKey(directory.resolve("kek.json"));
        KeysetFiles.preferNewest(directory.resolve("kek.json"));
        node.keys.reload();
        node.rotate(Keyset.KEY_ENCRYPTION_KEY);
        assertThat(new KeysInUse(TestLedger.JDBC).wrapped()).isEmpty();
    }

    private void newPepper() {
        KeysetFiles.addPepper(directory.resolve("pepper.json"));
        node.keys.reload();
        KeysetFiles.preferNewest(directory.resolve("pepper.json"));
        node.keys.reload();
    }
}
