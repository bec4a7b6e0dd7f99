package org.consentledger.store.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.consentledger.api.Personal;
import org.consentledger.api.Personal.Erased;
import org.consentledger.api.Personal.Known;
import org.consentledger.api.Personal.Sealed;
import org.consentledger.api.subject.SubjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

class VaultTest {
    private static final Known ADDRESS = new Known("jan.de.vries@example.nl");

    private final AtomicLong nanos = new AtomicLong();
    private final SubjectId jan = TestLedger.someone();
    private LedgerKeys keys;
    private Vault vault;
    private Vault otherNode;

    @BeforeEach
    void startAnew(@TempDir Path directory) {
        TestLedger.clear();
        keys = TestLedger.keys(directory);
        vault = TestLedger.node(keys, nanos::get);
        otherNode = otherNodeAfterRestart();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "jan@example.nl", "Žižkova 3, Łódź 🙂\u0000 "})
    void sealedValueOpensToTheSameOnEveryNode(String value) {
        Sealed sealed = vault.seal(jan, "evidence.form", new Known(value));

        assertThat(vault.open(jan, sealed)).isEqualTo(new Known(value));
        assertThat(otherNode.open(jan, sealed)).isEqualTo(new Known(value));
    }

    @Test
    void sealingTwiceShowsNoLikeness() {
        assertThat(vault.seal(jan, "evidence.ip", ADDRESS)).isNotEqualTo(vault.seal(jan, "evidence.ip", ADDRESS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evidence.form", "evidence.pi", ""})
    void sealedValueOpensUnderNoOtherField(String other) {
        Sealed sealed = vault.seal(jan, "evidence.ip", ADDRESS);

        assertThatThrownBy(() -> vault.open(jan, new Sealed(other, sealed.ciphertext())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The field " + other + " of subject");
    }

    @Test
    void sealedValueOpensUnderNoOtherSubject() {
        SubjectId piet = TestLedger.someone();
        vault.seal(piet, "evidence.ip", new Known("192.0.2.1"));
        Sealed ofJan = vault.seal(jan, "evidence.ip", ADDRESS);

        assertThat(vault.open(piet, ofJan)).isEqualTo(new Erased());
    }

    @Test
    void keyServesNoOtherSubjectEvenWhereItsRowIsCopied() {
        SubjectId piet = TestLedger.someone();
        Sealed ofJan = vault.seal(jan, "evidence.ip", ADDRESS);
        TestLedger.JDBC
                .sql("insert into ledger.subject_key select ?, wrapped_key, created_at from ledger.subject_key")
                .param(piet.value())
                .update();

        assertThatThrownBy(() -> vault.open(piet, ofJan)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void damagedValueIsNoticed() {
        byte[] damaged = vault.seal(jan, "evidence.ip", ADDRESS).ciphertext();
        damaged[damaged.length - 1] ^= 1;

        assertThatThrownBy(() -> vault.open(jan, new Sealed("evidence.ip", damaged)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageNotContaining(ADDRESS.value());
    }

    @Test
    void shreddedKeyErasesAtOnceWhereItIsNotRememberedAndWithinTheBoundWhereItIs() {
        Sealed sealed = vault.seal(jan, "evidence.ip", ADDRESS);
        shred(jan);

        assertThat(otherNode.open(jan, sealed)).isEqualTo(new Erased());
        assertThat(vault.open(jan, sealed)).as("remembered still").isEqualTo(ADDRESS);
        nanos.addAndGet(Duration.ofMillis(5001).toNanos());
        assertThat(vault.open(jan, sealed)).isEqualTo(new Erased());
    }

    @Test
    void readingDoesNotProlongTheLifeOfAShreddedKey() {
        Sealed sealed = vault.seal(jan, "evidence.ip", ADDRESS);
        shred(jan);
        for (int second = 0; second < 4; second++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            vault.open(jan, sealed);
        }

        nanos.addAndGet(Duration.ofMillis(1001).toNanos());
        assertThat(vault.open(jan, sealed)).isEqualTo(new Erased());
    }

    @Test
    void whoeverIsErasedIsGivenNoKeyAgain() {
        vault.seal(jan, "evidence.ip", ADDRESS);
        TestLedger.JDBC
                .sql("insert into ledger.erased_subject (subject_id, erased_at) values (?, now())")
                .param(jan.value())
                .update();
        vault.shred(jan);

        Sealed later = vault.seal(jan, "actor", ADDRESS);
        assertThat(vault.open(jan, later)).isEqualTo(new Erased());
        assertThat(otherNode.open(jan, later)).isEqualTo(new Erased());
        assertThat(TestLedger.stored()).isEqualTo("[]");
    }

    @Test
    void whatWasErasedStaysErasedUnderANewKey() {
        Sealed before = vault.seal(jan, "evidence.ip", ADDRESS);
        shred(jan);
        Sealed after = otherNodeAfterRestart().seal(jan, "evidence.ip", ADDRESS);

        Vault reader = otherNodeAfterRestart();
        assertThat(reader.open(jan, before)).isEqualTo(new Erased());
        assertThat(reader.open(jan, after)).isEqualTo(ADDRESS);
    }

    @Test
    void openerOpensAllValuesOfItsSubject() {
        Sealed ip = vault.seal(jan, "evidence.ip", new Known("192.0.2.1"));
        Sealed form = vault.seal(jan, "evidence.form", new Known("newsletter"));

        Vault.Opener opener = otherNode.openerFor(jan);
        assertThat(opener.open(ip)).isEqualTo(new Known("192.0.2.1"));
        assertThat(opener.open(form)).isEqualTo(new Known("newsletter"));
        assertThat(otherNode.openerFor(TestLedger.someone()).open(ip)).isEqualTo(new Erased());
    }

    @Test
    void keyMadeInATransactionServesItAndAllOthersOnceCommitted() {
        List<Sealed> sealed = new ArrayList<>();
        TestLedger.transaction().executeWithoutResult(status -> {
            sealed.add(vault.seal(jan, "evidence.ip", ADDRESS));
            sealed.add(vault.seal(jan, "evidence.form", ADDRESS));
            assertThat(vault.open(jan, sealed.getFirst())).isEqualTo(ADDRESS);
            assertThat(onAnotherThread(() -> vault.open(jan, sealed.getFirst())))
                    .as("not yet committed")
                    .isEqualTo(new Erased());
        });

        assertThat(storedKeys()).isEqualTo(1);
        assertThat(sealed).allSatisfy(value -> {
            assertThat(vault.open(jan, value)).isEqualTo(ADDRESS);
            assertThat(otherNode.open(jan, value)).isEqualTo(ADDRESS);
        });
    }

    @Test
    void keyMadeInATransactionIsRememberedOnceCommitted() {
        Sealed sealed = Objects.requireNonNull(
                TestLedger.transaction().execute(status -> vault.seal(jan, "evidence.ip", ADDRESS)));
        shred(jan);

        assertThat(vault.open(jan, sealed)).isEqualTo(ADDRESS);
    }

    @Test
    void rollbackLeavesNoKeyAnywhere() {
        Sealed lost = TestLedger.transaction().execute(status -> {
            status.setRollbackOnly();
            return vault.seal(jan, "evidence.ip", ADDRESS);
        });

        assertThat(storedKeys()).isZero();
        assertThat(vault.open(jan, lost)).isEqualTo(new Erased());
        Sealed kept = vault.seal(jan, "evidence.ip", ADDRESS);
        assertThat(otherNode.open(jan, kept)).isEqualTo(ADDRESS);
    }

    @Test
    void partialRollbackLeavesNoKeyBehindThatSealsTheRest() {
        TransactionTemplate nested = TestLedger.transaction();
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        Sealed kept = TestLedger.transaction().execute(outer -> {
            nested.executeWithoutResult(inner -> {
                vault.seal(jan, "evidence.ip", ADDRESS);
                inner.setRollbackOnly();
            });
            return vault.seal(jan, "evidence.ip", ADDRESS);
        });

        assertThat(otherNode.open(jan, kept)).isEqualTo(ADDRESS);
        assertThat(vault.open(jan, kept)).isEqualTo(ADDRESS);
    }

    @Test
    void keyReadAfterAPartialRollbackIsForgottenWithTheTransaction() {
        TransactionTemplate nested = TestLedger.transaction();
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        TestLedger.transaction().executeWithoutResult(outer -> {
            vault.seal(jan, "evidence.ip", ADDRESS);
            nested.executeWithoutResult(org.springframework.transaction.TransactionStatus::setRollbackOnly);
            vault.seal(jan, "evidence.ip", ADDRESS);
            outer.setRollbackOnly();
        });

        Sealed kept = vault.seal(jan, "evidence.ip", ADDRESS);
        assertThat(otherNode.open(jan, kept)).isEqualTo(ADDRESS);
    }

    @Test
    void secondOfTwoFirstSealsTakesTheKeyOfTheFirst() throws Exception {
        try (ExecutorService second = Executors.newSingleThreadExecutor()) {
            List<Future<Sealed>> waiting = new ArrayList<>();
            Sealed first = TestLedger.transaction().execute(status -> {
                Sealed sealed = vault.seal(jan, "evidence.ip", ADDRESS);
                waiting.add(second.submit(
                        () -> TestLedger.transaction().execute(theirs -> otherNode.seal(jan, "evidence.ip", ADDRESS))));
                awaitSomeoneWaiting();
                return sealed;
            });

            Sealed other = waiting.getFirst().get(20, TimeUnit.SECONDS);
            assertThat(storedKeys()).isEqualTo(1);
            Vault reader = otherNodeAfterRestart();
            assertThat(reader.open(jan, first)).isEqualTo(ADDRESS);
            assertThat(reader.open(jan, other)).isEqualTo(ADDRESS);
        }
    }

    @Test
    void concurrentFirstSealsMakeOneKey() throws Exception {
        int nodes = 8;
        CyclicBarrier start = new CyclicBarrier(nodes);
        List<Future<Sealed>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(nodes)) {
            for (int i = 0; i < nodes; i++) {
                Vault node = TestLedger.node(keys, Ticker.systemTicker());
                running.add(threads.submit(() -> {
                    start.await(20, TimeUnit.SECONDS);
                    return TestLedger.transaction().execute(status -> node.seal(jan, "evidence.ip", ADDRESS));
                }));
            }
        }

        assertThat(storedKeys()).isEqualTo(1);
        for (Future<Sealed> sealed : running) {
            assertThat(otherNode.open(jan, sealed.get())).isEqualTo(ADDRESS);
        }
    }

    @Test
    void nothingStoredHoldsTheValueInClear() {
        Sealed sealed = vault.seal(jan, "evidence.ip", ADDRESS);

        String plain = HexFormat.of().formatHex(ADDRESS.value().getBytes(UTF_8));
        assertThat(HexFormat.of().formatHex(sealed.ciphertext())).doesNotContain(plain);
        assertThat(TestLedger.stored())
                .contains(jan.toString())
                .doesNotContain(plain)
                .doesNotContain(ADDRESS.value());
    }

    private Vault otherNodeAfterRestart() {
        return TestLedger.node(keys, Ticker.systemTicker());
    }

    private static Personal onAnotherThread(java.util.concurrent.Callable<Personal> task) {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            return thread.submit(task).get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
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

    private static void shred(SubjectId subject) {
        TestLedger.JDBC
                .sql("delete from ledger.subject_key where subject_id = ?")
                .param(subject.value())
                .update();
    }

    private static long storedKeys() {
        return TestLedger.JDBC
                .sql("select count(*) from ledger.subject_key")
                .query(Long.class)
                .single();
    }
}
