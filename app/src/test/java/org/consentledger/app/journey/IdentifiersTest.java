package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.optOut;
import static org.consentledger.app.journey.Signal.preferences;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

class IdentifiersTest extends Journey {
    @Autowired
    ConfigurableApplicationContext server;

    @Autowired
    JdbcClient jdbc;

    private Person known() {
        var person = someone();
        person.tells(preferences().with("language", "nl")).recorded();
        return person;
    }

    private static String namesOf(String id) {
        return "/v1/subjects/" + id + "/identifiers";
    }

    private Answer add(String id, Person name) {
        return ledger.post("officer", namesOf(id), name.reference);
    }

    private Answer remove(String id, Person name) {
        return ledger.delete("officer", namesOf(id), name.reference);
    }

    @Test
    void personIsFoundUnderEveryNameAndNoLongerUnderOneThatIsTakenAway() {
        var byAddress = known();
        String id = byAddress.id();
        var byNumber = Person.byPhone(ledger, "+31611111111");
        var inCrm = Person.byExternalId(ledger, "crm", unique("key"));
        byAddress.tells(consent("surveys")).recorded();

        var added = add(id, byNumber).recorded();
        assertThat(added.value("subjectId")).isEqualTo(id);
        assertThat(added.header("ETag")).isEqualTo("\"" + added.value("version") + "\"");
        add(id, inCrm).recorded();
        add(id, byNumber).stoodAlready();
        byNumber.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
        inCrm.tells(optOut("surveys")).recorded();
        byAddress.mayGet(mail("surveys")).denies("OPTED_OUT");

        var removed = remove(id, byAddress).is(200);
        assertThat(removed.json().required("changed").asBoolean()).isTrue();
        remove(id, byAddress).stoodAlready();
        byAddress.resolved().refused(404, "NOT_FOUND");
        assertThat(byNumber.id()).isEqualTo(id);
        byNumber.mayGet(mail("surveys")).denies("OPTED_OUT");
        assertThat(byNumber.historyTypes())
                .containsExactly(
                        "identifier-added",
                        "preferences-set",
                        "consent-given",
                        "identifier-added",
                        "identifier-added",
                        "opted-out",
                        "identifier-removed");
        assertThat(byNumber.history()
                        .getLast()
                        .required("identifier")
                        .required("value")
                        .asString())
                .isEqualTo(byAddress.address());
    }

    @Test
    void nameThatWasTakenAwayMayBecomeAnothersAndComeBack() {
        var name = someone();
        String one = known().id();
        String other = known().id();
        add(one, name).recorded();
        add(other, name).refused(409, "IDENTIFIER_TAKEN");
        remove(one, name).is(200);
        add(other, name).recorded();
        assertThat(name.id()).isEqualTo(other);
        add(one, name).refused(409, "IDENTIFIER_TAKEN");
        remove(other, name).is(200);
        name.tells(optOut("surveys")).recorded();
        assertThat(name.id()).as("somebody new").isNotIn(one, other);
    }

    @Test
    void personWithoutANameKeepsTheirIdAndWhatTheySaid() {
        var person = known();
        String id = person.id();
        person.tells(consent("surveys")).recorded();
        remove(id, person).is(200);
        var pseudonym = Person.byId(ledger, id);
        pseudonym.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
        pseudonym.tells(optOut("surveys")).recorded();
        pseudonym.mayGet(mail("surveys")).denies("OPTED_OUT");
    }

    @Test
    void onlyWhatIsAnIdentifierOfAKnownPersonIsTaken() {
        var person = known();
        String id = person.id();
        remove(id, someone()).refused(404, "NOT_FOUND");
        add(UUID.randomUUID().toString(), someone()).refused(404, "NOT_FOUND");
        add(id, Person.byId(ledger, id)).refused(422, "NOT_AN_IDENTIFIER");
        add(id, Person.byEmail(ledger, "no address")).refusedFor(Map.of("#/value", "INVALID_EMAIL"));
        ledger.post("officer", namesOf(id), someone().reference, "If-Match", "\"1\"")
                .refused(412, "VERSION_MISMATCH");
        ledger.post("service", namesOf(id), someone().reference).refused(403, "FORBIDDEN");
        ledger.delete("service", namesOf(id), person.reference).refused(403, "FORBIDDEN");
    }

    @Test
    void refusalForATakenNameIsQuick() {
        var holder = known();
        String id = known().id();
        assertThat(Stream.generate(() -> add(id, holder)).limit(5))
                .allSatisfy(answer -> answer.refused(409, "IDENTIFIER_TAKEN"));
        assertThat(jdbc.sql("select count(*) from ledger.event where aggregate_id = ?")
                        .param(id)
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
    }

    /** Officers on two nodes give it to people they know, and somebody comes in under it by themselves. */
    @Test
    void ofManyClaimsOfOneNameAtOnceExactlyOneWins() {
        try (var second = Node.beside(server)) {
            for (int round = 0; round < 4; round++) {
                var name = someone();
                var claims = new ArrayList<Callable<Answer>>();
                for (int i = 0; i < 12; i++) {
                    String id = known().id();
                    Ledger node = i % 2 == 0 ? ledger : second.ledger();
                    claims.add(() -> node.post("officer", namesOf(id), name.reference));
                }
                Person elsewhere = Person.byEmail(second.ledger(), name.address());
                int officers = claims.size();
                if (round % 2 == 0) {
                    claims.addAll(
                            List.of(() -> name.tells(optOut("surveys")), () -> elsewhere.tells(optOut("surveys"))));
                }
                long begun = System.nanoTime();
                List<Answer> answers = AtOnce.doing(claims);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));

                String holder = name.id();
                var given = answers.subList(0, officers);
                assertThat(given)
                        .allSatisfy(answer ->
                                assertThat(answer.status()).as(answer.body()).isIn(201, 409));
                assertThat(given.stream().filter(answer -> answer.status() == 409))
                        .allSatisfy(answer -> answer.refused(409, "IDENTIFIER_TAKEN"));
                var winners =
                        given.stream().filter(answer -> answer.status() == 201).toList();
                assertThat(winners).hasSizeLessThanOrEqualTo(1);
                assertThat(winners)
                        .allSatisfy(
                                answer -> assertThat(answer.value("subjectId")).isEqualTo(holder));
                assertThat(answers.subList(officers, answers.size())).allSatisfy(answer -> {
                    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
                    assertThat(answer.value("subjectId")).isEqualTo(holder);
                });
                if (answers.size() == officers) {
                    assertThat(winners).hasSize(1);
                }
            }
        }
    }
}
