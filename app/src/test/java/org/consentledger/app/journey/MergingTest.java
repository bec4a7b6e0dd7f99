package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.objectionToMarketing;
import static org.consentledger.app.journey.Signal.optOut;
import static org.consentledger.app.journey.Signal.preferences;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Two subjects turn out to be one person, and then two after all. */
class MergingTest extends Journey {
    @Autowired
    ConfigurableApplicationContext server;

    private Person known() {
        var person = someone();
        person.tells(preferences().with("language", "nl")).recorded();
        return person;
    }

    private static Answer merge(Ledger ledger, String into, String from) {
        return ledger.post("officer", "/v1/subjects/merge", Map.of("into", into, "from", from));
    }

    private Answer merge(String into, String from) {
        return merge(ledger, into, from);
    }

    private Answer split(String subject, String from) {
        return ledger.post("officer", "/v1/subjects/split", Map.of("subject", subject, "from", from));
    }

    private List<String> typesOf(String id) {
        return ledger.get("auditor", "/v1/subjects/" + id + "/history")
                .is(200)
                .each("type")
                .toList();
    }

    private List<JsonNode> matrixOf(String id) {
        return ledger.get("marketing", "/v1/subjects/" + id + "/preferences?limit=1000&controller=" + ACCOUNTING)
                .is(200)
                .items();
    }

    @Test
    void whatEitherSaysCountsForBothUntilTheyAreSplit() {
        var jan = known();
        var john = known();
        String jansId = jan.id();
        String johnsId = john.id();
        var consent = jan.tells(consent("surveys")).recorded();
        john.mayGet(mail("surveys")).denies("CHANNEL_NOT_ALLOWED");

        var merged = merge(jansId, johnsId).recorded();
        assertThat(merged.value("subjectId")).isEqualTo(jansId);
        assertThat(merged.header("ETag")).isEqualTo("\"4\"");
        var permitted = john.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
        assertThat(permitted.value("subjectId")).isEqualTo(jansId);
        assertThat(permitted.value("subjectVersion")).isEqualTo("7");
        assertThat(john.id()).isEqualTo(jan.id()).isEqualTo(jansId);
        assertThat(matrixOf(johnsId)).isEqualTo(matrixOf(jansId));

        var optOut = john.tells(optOut("surveys")).recorded();
        assertThat(optOut.value("subjectId")).as("it stands in his own stream").isEqualTo(johnsId);
        assertThat(optOut.header("ETag")).isEqualTo("\"4\"");
        jan.mayGet(mail("surveys")).denies("OPTED_OUT");
        john.mayGet(mail("surveys")).denies("OPTED_OUT");

        var split = split(jansId, johnsId).recorded();
        assertThat(john.id()).isEqualTo(johnsId);
        assertThat(jan.id()).isEqualTo(jansId);
        jan.mayGet(mail("surveys")).denies("OPTED_OUT");
        john.mayGet(mail("surveys")).denies("OPTED_OUT");
        assertThat(typesOf(jansId))
                .containsExactly(
                        "identifier-added", "preferences-set", "consent-given", "subjects-merged", "subjects-split");
        assertThat(typesOf(johnsId))
                .containsExactly(
                        "identifier-added", "preferences-set", "subjects-merged", "opted-out", "subjects-split");

        jan.tells(consent("surveys")).recorded();
        jan.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
        john.mayGet(mail("surveys")).denies("OPTED_OUT");

        // Whatever was answered then is answered still.
        var beforeMerge = consent.time("recordedAt");
        jan.mayGet(mail("surveys").knownAt(beforeMerge)).permits("CONSENT_IN_FORCE");
        john.mayGet(mail("surveys").knownAt(beforeMerge)).denies("CHANNEL_NOT_ALLOWED");
        var whileMerged = merged.time("recordedAt");
        assertThat(john.mayGet(mail("surveys").knownAt(whileMerged))
                        .permits("CONSENT_IN_FORCE")
                        .value("subjectId"))
                .isEqualTo(jansId);
        jan.mayGet(mail("surveys").knownAt(split.time("recordedAt"))).denies("OPTED_OUT");
    }

    @Test
    void splitRestoresBothWhereNothingWasSaidBetween() {
        var jan = known();
        var john = known();
        String jansId = jan.id();
        String johnsId = john.id();
        jan.tells(consent("surveys")).recorded();
        john.tells(objectionToMarketing("*").by("*")).recorded();
        var jans = matrixOf(jansId);
        var johns = matrixOf(johnsId);

        merge(jansId, johnsId).recorded();
        jan.mayGet(mail("surveys")).denies("OBJECTED_DIRECT_MARKETING");
        split(jansId, johnsId).recorded();
        jan.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
        john.mayGet(mail("surveys")).denies("OBJECTED_DIRECT_MARKETING");
        assertThat(matrixOf(jansId)).isEqualTo(jans);
        assertThat(matrixOf(johnsId)).isEqualTo(johns);
    }

    @Test
    void manyAreMergedOneByOneAndOneStandsForAll() {
        var people = IntStream.range(0, 4).mapToObj(i -> known()).toList();
        var ids = people.stream().map(Person::id).toList();
        people.get(3).tells(optOut("*").by("*")).recorded();
        people.get(0).tells(consent("surveys")).recorded();
        merge(ids.get(2), ids.get(3)).recorded();
        merge(ids.get(0), ids.get(1)).recorded();
        merge(ids.get(0), ids.get(2)).recorded();
        for (Person person : people) {
            assertThat(person.id()).isEqualTo(ids.get(0));
            assertThat(person.mayGet(mail("surveys"))
                            .permits("CONSENT_IN_FORCE")
                            .value("subjectId"))
                    .isEqualTo(ids.get(0));
            person.mayGet(mail("company-news")).denies("OPTED_OUT");
        }
        var known = someone();
        ledger.post("officer", "/v1/subjects/" + ids.get(3) + "/identifiers", known.reference)
                .recorded();
        assertThat(known.id()).isEqualTo(ids.get(0));

        merge(ids.get(3), ids.get(1)).refusedFor(Map.of("#/into", "MERGED_ALREADY"));
        merge(ids.get(0), ids.get(3)).refusedFor(Map.of("#/from", "MERGED_ALREADY"));
        split(ids.get(0), ids.get(3)).refused(409, "NOT_MERGED");
        split(ids.get(0), ids.get(2)).recorded();
        assertThat(people.get(3).id()).isEqualTo(ids.get(2));
        people.get(1).mayGet(mail("company-news")).denies("CHANNEL_NOT_ALLOWED");
        people.get(2).mayGet(mail("company-news")).denies("OPTED_OUT");
    }

    @Test
    void addressAskedAboutIsThatOfAllWhoAreMerged() {
        var asked = known();
        var holder = known();
        var other = known();
        asked.tells(consent("surveys")).recorded();
        other.tells(optOut("surveys")).recorded();
        asked.mayGet(mail("surveys").with("endpoint", holder.address())).permits("CONSENT_IN_FORCE");
        merge(holder.id(), other.id()).recorded();
        asked.mayGet(mail("surveys").with("endpoint", holder.address())).denies("OPTED_OUT");
    }

    @Test
    void mergingAgainAndSplittingAgainChangeNothing() {
        String into = known().id();
        String from = known().id();
        split(into, from).refused(409, "NOT_MERGED");
        var merged = merge(into, from).recorded();
        assertThat(merge(into, from).stoodAlready().value("eventId")).isEqualTo(merged.value("eventId"));
        split(from, into).refused(409, "NOT_MERGED");
        var split = split(into, from).recorded();
        assertThat(split(into, from).stoodAlready().value("eventId")).isEqualTo(split.value("eventId"));
        merge(from, into).recorded();
        assertThat(Person.byId(ledger, into).id()).isEqualTo(from);
    }

    @Test
    void onlyTwoKnownSubjectsAreMerged() {
        String id = known().id();
        String unknown = UUID.randomUUID().toString();
        merge(id, id).refusedFor(Map.of("#/from", "SAME_SUBJECT"));
        merge(id, unknown).refusedFor(Map.of("#/from", "UNKNOWN_SUBJECT"));
        merge(unknown, unknown).refusedFor(Map.of("#/into", "UNKNOWN_SUBJECT", "#/from", "UNKNOWN_SUBJECT"));
        split(unknown, id).refusedFor(Map.of("#/subject", "UNKNOWN_SUBJECT"));
        ledger.post("officer", "/v1/subjects/merge", Map.of())
                .refusedFor(Map.of("#/into", "MISSING", "#/from", "MISSING"));
        ledger.post("officer", "/v1/subjects/split", Map.of("from", id)).refusedFor(Map.of("#/subject", "MISSING"));
        ledger.post("officer", "/v1/subjects/merge", Map.of("into", "jan", "from", id))
                .refused(400, "BAD_VALUE");
        ledger.post("officer", "/v1/subjects/merge", Map.of("into", id, "from", known().id()), "If-Match", "\"7\"")
                .refused(412, "VERSION_MISMATCH");
        ledger.post("service", "/v1/subjects/merge", Map.of("into", id, "from", unknown))
                .refused(403, "FORBIDDEN");
        ledger.post("service", "/v1/subjects/split", Map.of("subject", id, "from", unknown))
                .refused(403, "FORBIDDEN");
        var request = ledger.post(
                        "officer",
                        "/v1/rights-requests",
                        Map.of(
                                "subject",
                                known().reference,
                                "controller",
                                ACCOUNTING,
                                "right",
                                "ACCESS",
                                "receivedAt",
                                "2026-01-05T10:00:00Z",
                                "channel",
                                "EMAIL"))
                .is(201);
        merge(id, request.value("requestId")).refusedFor(Map.of("#/from", "UNKNOWN_SUBJECT"));
        Person.byId(ledger, request.value("requestId")).tells(optOut("surveys")).refused(422, "UNKNOWN_SUBJECT");
        Person.byId(ledger, request.value("requestId")).mayGet(mail("surveys")).denies("CHANNEL_NOT_ALLOWED");
    }

    /** Each merge and each act meets others on both streams, on two nodes; what is answered as recorded is recorded. */
    @Test
    void racesBetweenNodesEndInOneOrder() {
        try (var second = Node.beside(server)) {
            for (int round = 0; round < 5; round++) {
                var jan = known();
                var john = known();
                String jansId = jan.id();
                String johnsId = john.id();
                var tasks = new ArrayList<Callable<Answer>>(List.of(
                        () -> merge(jansId, johnsId),
                        () -> merge(second.ledger(), johnsId, jansId),
                        () -> merge(second.ledger(), jansId, johnsId),
                        () -> merge(johnsId, jansId)));
                for (int i = 0; i < 4; i++) {
                    String time = "2025-01-01T00:00:0%dZ".formatted(i);
                    tasks.add(() -> jan.tells(optOut("surveys").at(time)));
                    tasks.add(() -> Person.byEmail(second.ledger(), john.address())
                            .tells(optOut("surveys").at(time)));
                }
                var answers = AtOnce.doing(tasks);
                assertThat(answers.subList(4, answers.size())).allSatisfy(Answer::recorded);
                var merges = answers.subList(0, 4);
                assertThat(merges.stream().filter(answer -> answer.status() == 201))
                        .hasSize(1);
                assertThat(merges).allSatisfy(answer -> {
                    if (answer.status() == 409) {
                        answer.refusedFor(Map.of("#/into", "MERGED_ALREADY"));
                    } else {
                        assertThat(answer.status()).as(answer.body()).isIn(200, 201);
                    }
                });
                assertThat(typesOf(jansId)).hasSize(7).containsOnlyOnce("subjects-merged");
                assertThat(typesOf(johnsId)).hasSize(7).containsOnlyOnce("subjects-merged");
                assertThat(Person.byEmail(second.ledger(), john.address()).id()).isEqualTo(jan.id());
            }
        }
    }
}
