package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.objectionForMySituation;
import static org.consentledger.app.journey.Signal.objectionToMarketing;
import static org.consentledger.app.journey.Signal.optIn;
import static org.consentledger.app.journey.Signal.optOut;
import static org.consentledger.app.journey.Signal.preferences;
import static org.consentledger.app.journey.Signal.sale;
import static org.consentledger.app.journey.Signal.withdrawal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.consentledger.api.AsOf;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.decision.MessageClass;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.query.decision.Standing;
import org.consentledger.query.decision.rules.Decisions;
import org.consentledger.query.decision.rules.Entry;
import org.consentledger.query.decision.rules.Policy;
import org.consentledger.query.decision.rules.SubjectSignals;
import org.consentledger.query.projection.Projections;
import org.consentledger.store.UuidV7Factory;
import org.consentledger.store.catalogue.Catalogues;
import org.consentledger.store.history.EventLog;
import org.consentledger.store.history.RecordedEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Once a command is answered, every later decision reflects it: whatever the view is doing meanwhile. */
class FreshnessTest extends Journey {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<Entry>> ENTRIES = new TypeReference<>() {};

    @Autowired
    Projections views;

    @Autowired
    EventLog events;

    @Autowired
    Catalogues catalogues;

    @Autowired
    Policy policy;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Standing standing;

    @Autowired
    TransactionTemplate transaction;

    @AfterEach
    void leaveTheViewRunning() {
        startView();
        awaitView();
    }

    /** Its snapshot may be older than what others ask, whose questions share a read. */
    @Test
    void nothingIsReadForDecisionsInsideATransaction() {
        var person = new SubjectId(UuidV7Factory.next());
        assertThatIllegalStateException()
                .isThrownBy(() -> transaction.execute(_ -> standing.of(person)))
                .withMessageContaining("snapshot");
        assertThat(standing.of(person).people()).isEmpty();
    }

    private void stopView() {
        views.stop("subject");
        await().atMost(BOUND).until(() -> !views.status("subject").running());
    }

    private void startView() {
        views.start("subject");
    }

    private record Row(long version, List<Entry> entries) {}

    /** What the view holds of everybody. */
    private Map<String, Row> viewed() {
        var rows = new TreeMap<String, Row>();
        jdbc.sql(
                        "select subject_id::text, version, entries from view.subject where generation = (select live from view.projection where name = 'subject')")
                .query(row -> {
                    rows.put(
                            row.getString(1),
                            new Row(
                                    row.getLong(2),
                                    JSON.readValue(
                                            "[" + row.getString(3).strip().replace('\n', ',') + "]", ENTRIES)));
                });
        return rows;
    }

    /** What the streams come to. */
    private Map<String, Row> folded() {
        var rows = new TreeMap<String, Row>();
        jdbc.sql("select distinct aggregate_id from ledger.event where aggregate_type = 'Subject'")
                .query(String.class)
                .list()
                .forEach(id -> rows.put(id, folded(id)));
        return rows;
    }

    private Row folded(String subject) {
        List<RecordedEvent> stream = events.stream(SubjectId.of(subject), 0, Integer.MAX_VALUE);
        return new Row(
                stream.size(), stream.stream().flatMap(FreshnessTest::entry).toList());
    }

    private static Stream<Entry> entry(RecordedEvent recorded) {
        return Stream.of(recorded)
                .map(one -> Entry.of((SubjectEvent) one.event(), one.type(), one.eventId(), one.recordedAt()))
                .filter(Objects::nonNull);
    }

    private void awaitView() {
        await().atMost(BOUND).untilAsserted(() -> assertThat(viewed()).isEqualTo(folded()));
    }

    private @Nullable Long versionInView(String subject) {
        Row row = viewed().get(subject);
        return row == null ? null : row.version();
    }

    @Test
    void refusalCountsAtOnceWhileTheViewDoesNotKnowThePerson() {
        stopView();
        var person = someone();
        person.tells(consent("surveys")).recorded();
        person.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
        var refusal = person.tells(optOut("*").by("*")).recorded();
        var decision = person.mayGet(mail("surveys")).denies("OPTED_OUT");
        assertThat(decision.value("subjectVersion")).isEqualTo(refusal.value("version"));
        assertThat(versionInView(person.id())).isNull();
        startView();
        awaitView();
        assertThat(versionInView(person.id())).isEqualTo(3);
        person.mayGet(mail("surveys")).denies("OPTED_OUT");
    }

    @Test
    void refusalCountsAtOnceWhileTheViewLagsBehind() {
        var person = someone();
        person.tells(consent("surveys")).recorded();
        awaitView();
        stopView();
        var refusal = person.tells(withdrawal("surveys")).recorded();
        assertThat(versionInView(person.id())).isEqualTo(2);
        var decision = person.mayGet(mail("surveys")).denies("CONSENT_WITHDRAWN");
        assertThat(decision.value("subjectVersion"))
                .isEqualTo(refusal.value("version"))
                .isEqualTo("3");
        assertThat(ledger.get(
                                "marketing",
                                "/v1/subjects/" + person.id() + "/preferences?limit=1000&controller=" + ACCOUNTING)
                        .items())
                .filteredOn(cell -> cell.required("purpose").asString().equals("surveys")
                        && cell.required("channel").asString().equals("EMAIL"))
                .singleElement()
                .satisfies(
                        cell -> assertThat(cell.required("reason").asString()).isEqualTo("CONSENT_WITHDRAWN"));
    }

    @Test
    void answersStayRightWhileTheViewIsLostAndBuiltAgain() {
        var people = Stream.generate(this::someone).limit(6).toList();
        people.get(0).tells(consent("marketing").by(GROUP)).recorded();
        people.get(1).tells(optOut("*").by("*")).recorded();
        people.get(2).tells(consent("surveys").at("2025-01-01T00:00:00Z")).recorded();
        people.get(2).tells(withdrawal("surveys").at("2025-02-01T00:00:00Z")).recorded();
        people.get(3).tells(sale("surveys")).recorded();
        people.get(4).tells(objectionToMarketing("*").by("*")).recorded();
        people.get(4).tells(consent("surveys")).recorded();
        var objection = people.get(5).tells(objectionForMySituation("surveys")).recorded();
        people.get(5).tells(consent("surveys")).recorded();
        awaitView();
        var right = answersTo(people);
        assertThat(right.stream().map(answer -> answer.required("reason").asString()))
                .contains("CONSENT_IN_FORCE", "OPTED_OUT", "CUSTOMER_EXCEPTION", "CONSENT_WITHDRAWN");

        stopView();
        jdbc.sql(
                        "delete from view.subject where generation = (select live from view.projection where name = 'subject')")
                .update();
        assertThat(answersTo(people)).isEqualTo(right);
        views.rebuild("subject");
        assertThat(answersTo(people)).isEqualTo(right);
        startView();
        await().atMost(BOUND).until(() -> {
            assertThat(answersTo(people)).isEqualTo(right);
            return viewed().equals(folded());
        });
        assertThat(answersTo(people)).isEqualTo(right);

        // What is told after the rebuild finds its place in it.
        ledger.post(
                        "officer",
                        "/v1/objections/" + objection.value("eventId") + "/decision",
                        Map.of("outcome", "OVERRIDDEN", "grounds", "legal claims"))
                .recorded();
        people.get(0).tells(withdrawal("surveys")).recorded();
        people.get(0).mayGet(mail("surveys")).denies("CONSENT_WITHDRAWN");
        awaitView();
        people.get(0).mayGet(mail("surveys")).denies("CONSENT_WITHDRAWN");
    }

    @Test
    void mergeAndSplitCountAtOnceWhateverTheViewHolds() {
        var jan = someone();
        var john = someone();
        jan.tells(consent("surveys")).recorded();
        john.tells(preferences().with("language", "nl")).recorded();
        awaitView();
        stopView();
        var link = Map.of("into", jan.id(), "from", john.id());
        ledger.post("officer", "/v1/subjects/merge", link).recorded();
        john.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
        john.tells(withdrawal("surveys")).recorded();
        jan.mayGet(mail("surveys")).denies("CONSENT_WITHDRAWN");
        startView();
        awaitView();
        jan.mayGet(mail("surveys")).denies("CONSENT_WITHDRAWN");
        stopView();
        ledger.post("officer", "/v1/subjects/split", Map.of("subject", jan.id(), "from", link.get("from")))
                .recorded();
        jan.tells(consent("surveys")).recorded();
        john.tells(consent("company-news")).recorded();
        var people = List.of(jan, john);
        var right = answersTo(people);
        assertThat(right.getFirst().required("reason").asString()).isEqualTo("CONSENT_IN_FORCE");
        jan.mayGet(mail("company-news")).denies("CHANNEL_NOT_ALLOWED");
        jdbc.sql(
                        "delete from view.subject where generation = (select live from view.projection where name = 'subject')")
                .update();
        assertThat(answersTo(people)).isEqualTo(right);
        views.rebuild("subject");
        startView();
        await().atMost(BOUND).until(() -> {
            assertThat(answersTo(people)).isEqualTo(right);
            return viewed().equals(folded());
        });
        assertThat(answersTo(people)).isEqualTo(right);
    }

    private static List<JsonNode> answersTo(List<Person> people) {
        return people.stream()
                .flatMap(person -> Stream.of(
                                mail("surveys"),
                                mail("surveys").by(PAYROLL),
                                mail("surveys").validAt("2025-01-15T00:00:00Z"),
                                mail("service-delivery"))
                        .map(person::mayGet))
                .map(answer -> (JsonNode) ((ObjectNode) answer.is(200).json()).without(List.of("validAt", "knownAt")))
                .toList();
    }

    @Test
    void everyDecisionAfterAnyCommandIsThatOfTheWholeStream() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var people = Stream.generate(this::someone).limit(10).toList();
        var objections = new TreeMap<String, String>();
        for (int step = 0; step < 150; step++) {
            var person = people.get(random.nextInt(people.size()));
            var told = random.nextInt(12) == 0 && objections.containsKey(person.address())
                    ? ledger.post(
                            "officer",
                            "/v1/objections/" + objections.get(person.address()) + "/decision",
                            Map.of("outcome", pick(random, "UPHELD", "OVERRIDDEN"), "grounds", "grounds"))
                    : person.tells(anySignal(random));
            assertThat(told.status()).as(told.body()).isIn(200, 201, 422);
            if (told.status() == 201 && told.body().contains("eventId")) {
                var last = person.history().getLast();
                if (last.path("ground").asString("").equals("PARTICULAR_SITUATION")) {
                    objections.put(person.address(), told.value("eventId"));
                }
            }
            assertDecidedOnTheWholeStream(person, random, "seed " + seed + ", step " + step);
        }
        awaitView();
    }

    private void assertDecidedOnTheWholeStream(Person person, Random random, String where) {
        var purpose = pick(random, PURPOSES);
        var controller = pick(random, ACCOUNTING, PAYROLL, SOFTWARE);
        var channel = pick(random, "EMAIL", "SMS", "PHONE", "POST", "WEB");
        var company = random.nextInt(4) == 0 ? "bakkerij-jansen" : null;
        var messageClass = random.nextInt(4) == 0 ? pick(random, "MARKETING", "SERVICE") : null;
        var asked = mail(purpose)
                .by(controller)
                .on(channel)
                .with("company", company)
                .with("messageClass", messageClass);
        if (random.nextInt(3) == 0) {
            asked.validAt(anyTime(random));
        }
        var answer = person.mayGet(asked).is(200);
        var id = answer.json().required("subjectId");
        Row row = id.isNull() ? new Row(0, List.of()) : folded(id.asString());
        var signals = id.isNull()
                ? SubjectSignals.UNKNOWN
                : new SubjectSignals(SubjectId.of(id.asString()), row.version(), row.entries());
        var right = Decisions.decide(
                signals,
                catalogues.current(),
                policy,
                new org.consentledger.api.decision.Question(
                        new ControllerId(controller),
                        company == null ? null : new CompanyId(company),
                        new PurposeId(purpose),
                        Channel.valueOf(channel),
                        messageClass == null ? null : MessageClass.valueOf(messageClass),
                        new AsOf(answer.time("validAt"), answer.time("knownAt"))));
        assertThat(JSON.readTree(JSON.writeValueAsString(right))).as(where).isEqualTo(answer.json());
        // It was decided with everything that had been acknowledged: the stream has not grown since.
        assertThat(answer.time("knownAt"))
                .as(where)
                .isAfterOrEqualTo(row.entries().stream()
                        .map(Entry::recordedAt)
                        .max(Instant::compareTo)
                        .orElse(Instant.EPOCH));
    }

    private static final String[] PURPOSES = {
        "marketing",
        "surveys",
        "company-news",
        "other-agreed",
        "email-open-tracking",
        "email-click-tracking",
        "development",
        "ai-training",
        "service-delivery",
        "aml-identification"
    };

    private static Signal anySignal(Random random) {
        var purpose = pick(random, PURPOSES);
        var signal = switch (random.nextInt(8)) {
            case 0, 1 -> consent(purpose);
            case 2 -> withdrawal(pick(random, purpose, "*"));
            case 3 -> optOut(pick(random, purpose, "*"));
            case 4 -> random.nextBoolean() ? optIn(purpose) : sale(purpose);
            case 5 -> objectionToMarketing(pick(random, purpose, "*"));
            case 6 -> objectionForMySituation(purpose);
            default -> preferences().with("frequency", pick(random, "daily", "weekly"));
        };
        if (signal.path.equals("/v1/preferences")) {
            return signal;
        }
        signal.by(pick(random, ACCOUNTING, PAYROLL, SOFTWARE, GROUP));
        if (random.nextInt(3) == 0) {
            signal.on(pick(random, "EMAIL", "SMS", "POST"));
        }
        if (random.nextInt(5) == 0) {
            signal.with("company", "bakkerij-jansen");
        }
        return switch (random.nextInt(4)) {
            case 0 -> signal.at(anyTime(random));
            case 1 -> signal.atUnknownTime();
            default -> signal;
        };
    }

    private static Instant anyTime(Random random) {
        return Instant.parse("2024-06-01T00:00:00Z").plus(Duration.ofHours(random.nextInt(24 * 365)));
    }

    private static String pick(Random random, String... from) {
        return from[random.nextInt(from.length)];
    }
}
