package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.optOut;

import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.consentledger.app.ConsentLedger;
import org.consentledger.app.embedded.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Both keys outside the database are replaced while people go on telling the ledger things on two nodes. */
class KeyRotationJourneyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String IP = "198.51.100.23";
    private static final int LOAD_THREADS = 4;
    private static final int A_FEW_MORE = 20;

    @TempDir
    Path directory;

    private final TestDatabase database = TestDatabase.create();
    private final Map<String, String> idByAddress = new ConcurrentHashMap<>();
    private final Queue<String> addresses = new ConcurrentLinkedQueue<>();
    private final Map<String, Answer> answerByKey = new ConcurrentHashMap<>();
    private final Map<String, String> addressByKey = new ConcurrentHashMap<>();
    private final AtomicInteger introduced = new AtomicInteger();
    private final AtomicBoolean stop = new AtomicBoolean();

    @Test
    void keysAreReplacedWhilePeopleAreServed() throws Exception {
        var wrapping = new KeysetFile(directory.resolve("key-encryption-key.json"));
        var pepper = new KeysetFile(directory.resolve("look-up-pepper.json"));
        try (var one = node();
                var other = node();
                ExecutorService threads = Executors.newFixedThreadPool(LOAD_THREADS)) {
            var nodes = List.of(ledger(one), ledger(other));
            List<Future<?>> load = new ArrayList<>();
            for (int i = 0; i < LOAD_THREADS; i++) {
                load.add(threads.submit(() -> live(nodes)));
            }
            try {
                awaitMorePeople(load);
                var waiting = waitingConsent(nodes.getFirst());

                wrapping.add(PredefinedAeadParameters.AES256_GCM);
                pepper.add(PredefinedPrfParameters.HMAC_SHA256_PRF);
                awaitKeys(nodes, keys -> known(keys) == 4);
                awaitMorePeople(load);
                // Some of these answers are kept under the old pepper alone.
                var before = List.copyOf(answerByKey.keySet());

                wrapping.preferNewest();
                pepper.preferNewest();
                awaitKeys(
                        nodes,
                        keys -> newestIsPrimary(keys.required("keyEncryptionKey"))
                                && newestIsPrimary(keys.required("lookUpPepper")));
                awaitMorePeople(load);
                confirm(nodes.getLast(), waiting).recorded();
                before.forEach(key -> assertRetryFindsItsAnswer(nodes.getFirst(), key));

                assertRemovalIsRefused(nodes, wrapping, "wrapped");
                assertRemovalIsRefused(nodes, pepper, "found");
                rotate(nodes);
                awaitMorePeople(load);
                var during = List.copyOf(answerByKey.keySet());
                wrapping.removeOldest();
                pepper.removeOldest();
                awaitKeys(nodes, keys -> known(keys) == 2);
                awaitMorePeople(load);
                during.stream()
                        .filter(key -> !before.contains(key))
                        .limit(100)
                        .forEach(key -> assertRetryFindsItsAnswer(nodes.getLast(), key));
            } finally {
                stop.set(true);
            }
            for (var life : load) {
                life.get(60, TimeUnit.SECONDS);
            }
            nodes.getFirst()
                    .post("admin", "/actuator/keys", Map.of("action", "forget-removed-peppers"))
                    .is(200);
        }
        try (var restarted = node()) {
            assertEverybodyIsThere(ledger(restarted), restarted.getBean(JdbcClient.class));
        }
    }

    private ConfigurableApplicationContext node() {
        return SpringApplication.run(
                ConsentLedger.class,
                database.arguments(
                        "--server.port=0",
                        "--ledger.issuer.embedded=true",
                        "--ledger.sample-catalogue=true",
                        "--ledger.embedded.directory=" + directory,
                        "--ledger.keys.generate=true",
                        "--ledger.keys.watch-millis=200",
                        "--ledger.keys.key-encryption-key=" + directory.resolve("key-encryption-key.json"),
                        "--ledger.keys.look-up-pepper=" + directory.resolve("look-up-pepper.json")));
    }

    private static Ledger ledger(ConfigurableApplicationContext node) {
        return Ledger.at(node.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    /** People who are new, come back on another node, repeat themselves, and introduce themselves on two at once. */
    private void live(List<Ledger> nodes) {
        for (int turn = 0; !stop.get(); turn++) {
            var here = nodes.get(turn % 2);
            var there = nodes.get((turn + 1) % 2);
            var address = Journey.unique("rotating") + "@example.org";
            var key = "\"" + Journey.unique("key") + "\"";
            if (turn % 4 == 3) {
                introduceAtOnce(address, here, there);
            } else {
                answerByKey.put(key, tell(here, address, key).recorded());
                addressByKey.put(key, address);
                assertRetryFindsItsAnswer(there, key);
            }
            // An identifier and an opt-out, each once, under however many peppers the person is found.
            var decision =
                    Person.byEmail(there, address).mayGet(mail("surveys")).denies("OPTED_OUT");
            assertThat(decision.value("subjectVersion")).isEqualTo("2");
            idByAddress.put(address, Person.byEmail(there, address).id());
            addresses.add(address);
            introduced.incrementAndGet();
            var somebody = Objects.requireNonNull(addresses.poll());
            addresses.add(somebody);
            Person.byEmail(there, somebody).mayGet(mail("surveys")).denies("OPTED_OUT");
            Person.byEmail(here, somebody).tells(signal()).stoodAlready();
            assertThat(Person.byEmail(here, somebody).id()).isEqualTo(idByAddress.get(somebody));
        }
    }

    /** Its link is signed under the pepper of that time. */
    private Answer waitingConsent(Ledger node) {
        var address = Journey.unique("waiting") + "@example.org";
        var consent = Person.byEmail(node, address)
                .tells(Signal.consent("surveys")
                        .with("mechanism", "DOUBLE_OPT_IN")
                        .evidence("ip", IP))
                .recorded();
        idByAddress.put(address, consent.value("subjectId"));
        return consent;
    }

    private static Answer confirm(Ledger node, Answer consent) {
        return node.post(
                "service",
                "/v1/consents/" + consent.value("eventId") + "/confirmation",
                Map.of("token", consent.value("confirmation.token")));
    }

    private static Signal signal() {
        return optOut("surveys").evidence("ip", IP);
    }

    private static Answer tell(Ledger node, String address, String key) {
        return Person.byEmail(node, address).tells(signal(), "Idempotency-Key", key);
    }

    private void assertRetryFindsItsAnswer(Ledger node, String key) {
        var again =
                tell(node, Objects.requireNonNull(addressByKey.get(key)), key).recorded();
        assertThat(again.json())
                .isEqualTo(Objects.requireNonNull(answerByKey.get(key)).json());
    }

    private static void introduceAtOnce(String address, Ledger here, Ledger there) {
        Callable<Answer> first = () -> Person.byEmail(here, address).tells(signal());
        Callable<Answer> second = () -> Person.byEmail(there, address).tells(signal());
        var answers = AtOnce.doing(List.of(first, second));
        answers.forEach(answer -> assertThat(answer.status()).as(answer.body()).isIn(200, 201));
        assertThat(answers.stream().map(answer -> answer.value("subjectId")).distinct())
                .hasSize(1);
    }

    private void awaitMorePeople(List<Future<?>> load) {
        int enough = introduced.get() + A_FEW_MORE;
        await().atMost(PATIENCE).until(() -> {
            for (var one : load) {
                if (one.isDone()) {
                    one.get();
                }
            }
            return introduced.get() >= enough;
        });
    }

    private static JsonNode keys(Ledger node) {
        return node.get("admin", "/actuator/keys").is(200).json();
    }

    private static void awaitKeys(List<Ledger> nodes, Predicate<JsonNode> wanted) {
        await().atMost(PATIENCE).until(() -> nodes.stream().allMatch(node -> wanted.test(keys(node))));
    }

    private static int known(JsonNode keys) {
        return keys.required("keyEncryptionKey").required("known").size()
                + keys.required("lookUpPepper").required("known").size();
    }

    private static boolean newestIsPrimary(JsonNode keyset) {
        var known = keyset.required("known");
        return keyset.required("primary").equals(known.required(known.size() - 1));
    }

    private static void assertRemovalIsRefused(List<Ledger> nodes, KeysetFile file, String why) {
        var complete = file.text();
        file.removeOldest();
        var refused = nodes.getFirst()
                .post("admin", "/actuator/keys", Map.of("action", "reload"))
                .is(409);
        assertThat(refused.value("refused")).contains(why);
        assertThat(refused.value("action")).contains("Put the key back");
        awaitKeys(nodes, keys -> keys.path("refused").asString("").contains(why) && known(keys) == 4);
        file.put(complete);
        awaitKeys(
                nodes,
                keys -> keys.path("refused").isNull() || keys.path("refused").isMissingNode());
    }

    private static void rotate(List<Ledger> nodes) {
        for (var action : List.of("rotate-key-encryption-key", "rotate-look-up-pepper")) {
            nodes.getFirst()
                    .post("admin", "/actuator/keys", Map.of("action", action))
                    .is(200);
        }
        awaitKeys(
                nodes,
                keys -> List.of("keyEncryptionKey", "lookUpPepper").stream()
                        .map(keys::required)
                        .allMatch(keyset -> keyset.required("needed").isEmpty()
                                && keyset.required("rotation").required("done").asLong()
                                        == keyset.required("rotation")
                                                .required("total")
                                                .asLong()
                                && keyset.required("rotation")
                                        .path("finishedAt")
                                        .isString()));
    }

    private void assertEverybodyIsThere(Ledger node, JdbcClient jdbc) {
        assertThat(idByAddress).hasSizeGreaterThan(4 * A_FEW_MORE);
        idByAddress.forEach((address, id) -> {
            var person = Person.byEmail(node, address);
            assertThat(person.id()).isEqualTo(id);
            assertThat(person.history().toString()).contains(IP, address);
        });
        assertThat(idByAddress.values()).doesNotHaveDuplicates();
        assertThat(jdbc.sql("select count(*) || ' ' || count(distinct pepper_key_id) from ledger.identifier")
                        .query(String.class)
                        .single())
                .isEqualTo(idByAddress.size() + " 1");
        assertThat(jdbc.sql("select count(*) from ledger.event where payload_type = 'identifier-added'")
                        .query(Long.class)
                        .single())
                .isEqualTo(idByAddress.size());
    }
}
