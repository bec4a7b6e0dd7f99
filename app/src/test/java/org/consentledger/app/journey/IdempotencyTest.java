package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.objectionForMySituation;
import static org.consentledger.app.journey.Signal.optOut;
import static org.consentledger.app.journey.Signal.preferences;
import static org.consentledger.app.journey.Signal.withdrawal;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class IdempotencyTest extends Journey {
    private static final String KEY = "Idempotency-Key";

    @Autowired
    JdbcClient jdbc;

    private static String key() {
        return "\"" + unique("key") + "\"";
    }

    private long events(Person person) {
        return person.history().size();
    }

    private long answersKept() {
        return jdbc.sql("select count(*) from ledger.idempotency")
                .query(Long.class)
                .single();
    }

    @Test
    void repeatedRequestGetsTheStoredAnswerAndChangesNothing() {
        var person = someone();
        var key = key();
        var first = person.tells(consent("surveys"), KEY, key).recorded();
        // Without the key this would be a new consent, because the person withdrew meanwhile.
        person.tells(withdrawal("surveys")).recorded();
        var again = person.tells(consent("surveys"), KEY, key).recorded();
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(events(person)).isEqualTo(3);
        person.mayGet(mail("surveys")).denies("CONSENT_WITHDRAWN");
    }

    @Test
    void answerThatNothingChangedIsStoredToo() {
        var person = someone();
        person.tells(optOut("surveys")).recorded();
        var key = key();
        var first = person.tells(optOut("surveys"), KEY, key).stoodAlready();
        person.tells(consent("surveys")).recorded();
        assertThat(person.tells(optOut("surveys"), KEY, key).stoodAlready().json())
                .isEqualTo(first.json());
        person.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
    }

    @Test
    void keyIsForOneRequestOnly() {
        var person = someone();
        var key = key();
        person.tells(consent("surveys"), KEY, key).recorded();
        person.tells(consent("company-news"), KEY, key).refused(422, "IDEMPOTENCY_KEY_REUSED");
        person.tells(consent("surveys"), KEY, key, "If-Match", "\"2\"").refused(422, "IDEMPOTENCY_KEY_REUSED");
        someone().tells(consent("surveys"), KEY, key).refused(422, "IDEMPOTENCY_KEY_REUSED");
        ledger.post("service", "/v1/opt-outs", person.bodyOf(optOut("surveys")), KEY, key)
                .refused(422, "IDEMPOTENCY_KEY_REUSED");
        assertThat(events(person)).isEqualTo(2);
    }

    @Test
    void keyOfAnotherClientIsAnotherKey() {
        var person = someone();
        var key = key();
        var first = person.tells(consent("surveys"), KEY, key).recorded();
        person.tells(withdrawal("surveys")).recorded();
        var other = ledger.post("officer", "/v1/consents", person.bodyOf(consent("surveys")), KEY, key)
                .recorded();
        assertThat(other.value("eventId")).isNotEqualTo(first.value("eventId"));
        assertThat(events(person)).isEqualTo(4);
    }

    @Test
    void manyAtOnceWithOneKeyAreOneAct() {
        for (int round = 0; round < 3; round++) {
            var person = someone();
            person.tells(preferences().with("language", "nl")).recorded();
            var key = key();
            Callable<Answer> one = () -> person.tells(optOut("surveys").atUnknownTime(), KEY, key);
            var answers = AtOnce.doing(Collections.nCopies(8, one));
            assertThat(answers).allSatisfy(answer -> {
                if (answer.status() == 409) {
                    answer.refused(409, "IDEMPOTENCY_KEY_IN_FLIGHT");
                } else {
                    answer.recorded();
                }
            });
            var done = answers.stream().filter(answer -> answer.status() == 201).toList();
            assertThat(done).isNotEmpty();
            assertThat(done.stream().map(Answer::json).distinct()).hasSize(1);
            assertThat(events(person)).isEqualTo(3);
            assertThat(person.tells(optOut("surveys").atUnknownTime(), KEY, key).json())
                    .isEqualTo(done.getFirst().json());
        }
    }

    @Test
    void manyAtOnceWithOneKeyIntroduceOnePerson() {
        var person = someone();
        var key = key();
        Callable<Answer> one = () -> person.tells(optOut("surveys"), KEY, key);
        var answers = AtOnce.doing(Collections.nCopies(8, one));
        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.body()).isIn(201, 409));
        assertThat(answers.stream().filter(answer -> answer.status() == 201)).isNotEmpty();
        assertThat(person.historyTypes()).containsExactly("identifier-added", "opted-out");
    }

    @Test
    void refusedRequestMayBeRepeatedAndRepaired() {
        var person = someone();
        var key = key();
        person.tells(consent("astrology"), KEY, key).refused(422, "UNKNOWN_PURPOSE");
        person.tells(consent("astrology"), KEY, key).refused(422, "UNKNOWN_PURPOSE");
        var repaired = person.tells(consent("surveys"), KEY, key).recorded();
        assertThat(person.tells(consent("surveys"), KEY, key).recorded().json()).isEqualTo(repaired.json());
    }

    @Test
    void refusalThatIsRecordedIsRecordedOnce() {
        var person = someone();
        var key = key();
        for (int i = 0; i < 3; i++) {
            person.tells(withdrawal("aml-identification"), KEY, key)
                    .refused(422, "LEGAL_OBLIGATION")
                    .refusedFor(Map.of("#/purposes/0", "LEGAL_OBLIGATION"));
        }
        assertThat(person.historyTypes()).containsExactly("identifier-added", "signal-refused");
    }

    @Test
    void answersStandExactlyWhereTheirEventsStand() {
        long before = answersKept();
        var person = someone();
        var objection = person.tells(objectionForMySituation("ai-training"), KEY, key());
        var decided = ledger.post(
                "officer",
                "/v1/objections/" + objection.value("eventId") + "/decision",
                Map.of("outcome", "UPHELD"),
                KEY,
                key());
        var answers = List.of(
                objection,
                decided,
                person.tells(consent("surveys"), KEY, key()),
                person.tells(preferences().with("language", "nl"), KEY, key()),
                person.tells(withdrawal("surveys"), KEY, key()),
                someone().tells(optOut("*").by("*"), KEY, key()));
        for (Answer answer : answers) {
            answer.recorded();
            assertThat(jdbc.sql("""
                            select event.xmin = kept.xmin from ledger.idempotency kept
                            join ledger.event event on event.event_id = kept.outcome::jsonb ->> 'eventId'
                            where event.event_id = ?""")
                            .param(answer.value("eventId"))
                            .query(Boolean.class)
                            .list())
                    .as("event and answer are written by one transaction")
                    .containsExactly(true);
        }
        assertThat(answersKept()).isEqualTo(before + answers.size());
        person.tells(consent("astrology"), KEY, key()).refused(422, "UNKNOWN_PURPOSE");
        person.tells(consent("surveys"), KEY, key(), "If-Match", "\"1\"").refused(412, "VERSION_MISMATCH");
        assertThat(answersKept()).as("a refusal leaves nothing").isEqualTo(before + answers.size());
        assertThat(events(person)).isEqualTo(6);
    }

    @Test
    void answersAreForgottenAfterADay() {
        var person = someone();
        var key = key();
        var first = person.tells(consent("surveys"), KEY, key).recorded();
        person.tells(withdrawal("surveys")).recorded();
        jdbc.sql("""
                        update ledger.idempotency set recorded_at = recorded_at - interval '24 hours'
                        where outcome::jsonb ->> 'eventId' = ?""").param(first.value("eventId")).update();
        assertThat(person.tells(consent("surveys"), KEY, key).recorded().value("eventId"))
                .isNotEqualTo(first.value("eventId"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unquoted", "\"\"", "\"half"})
    void keyIsAQuotedString(String key) {
        someone().tells(optOut("surveys"), KEY, key).refused(400, "IDEMPOTENCY_KEY_INVALID");
    }
}
