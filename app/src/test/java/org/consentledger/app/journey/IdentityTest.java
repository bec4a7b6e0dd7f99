package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.optOut;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class IdentityTest extends Journey {
    @Autowired
    JdbcClient jdbc;

    @Test
    void personWhoComesInByManyDoorsAtOnceIsOnePerson() {
        for (int round = 0; round < 3; round++) {
            var person = someone();
            long identifiers = count("ledger.identifier");
            // Half of them say the same, the others each something of their own.
            var answers = AtOnce.doing(IntStream.range(0, 16)
                    .mapToObj(i -> i % 2 == 0
                            ? consent("surveys")
                            : consent("surveys").at("2025-01-01T00:00:%02dZ".formatted(i)))
                    .map(signal -> (Callable<Answer>) () -> person.tells(signal))
                    .toList());
            assertThat(answers)
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(answer.body()).isIn(200, 201));
            assertThat(answers.stream().map(answer -> answer.value("subjectId")).distinct())
                    .containsExactly(person.id());
            assertThat(answers.stream().filter(answer -> answer.status() == 201).map(answer -> answer.value("eventId")))
                    .doesNotHaveDuplicates()
                    .hasSize(9);
            assertThat(person.historyTypes()).hasSize(10).startsWith("identifier-added");
            assertThat(count("ledger.identifier")).isEqualTo(identifiers + 1);
            assertThat(jdbc.sql("""
                            select count(*) from ledger.subject_key where not exists (
                                select from ledger.event where aggregate_id = subject_id::text)""").query(Long.class).single())
                    .as("keys of those who lost the race")
                    .isZero();
            person.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
        }
    }

    private long count(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    @ParameterizedTest
    @CsvSource({
        "jan.%s@example.org, JAN.%S@EXAMPLE.ORG",
        "jan.%s@bücher.example, '  Jan.%s@xn--bcher-kva.example '",
        "jan.%s@BÜCHER.example, jan.%s@bücher.EXAMPLE",
        "zoë.%s@example.org, ZOË.%S@example.org",
    })
    void addressIsTheSameHoweverItIsWritten(String one, String other) {
        var name = unique("n");
        var person = Person.byEmail(ledger, one.formatted(name));
        person.tells(consent("surveys")).recorded();
        var again = Person.byEmail(ledger, other.formatted(name));
        assertThat(again.id()).isEqualTo(person.id());
        again.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
        again.tells(optOut("surveys")).recorded();
        person.mayGet(mail("surveys")).denies("OPTED_OUT");
    }

    @Test
    void dotsAndTagsOfAnAddressArePartOfIt() {
        var name = unique("n");
        var person = Person.byEmail(ledger, name + "@example.org");
        person.tells(consent("surveys")).recorded();
        for (var other : new String[] {name + "+news@example.org", name + ".x@example.org", name + "@example.com"}) {
            Person.byEmail(ledger, other).resolved().refused(404, "NOT_FOUND");
        }
    }

    @Test
    void phoneNumberIsTheSameHoweverItIsWritten() {
        var person = Person.byPhone(ledger, "+31 6 1234 5678");
        person.tells(optOut("surveys")).recorded();
        for (var other : new String[] {"+31612345678", "0031 (0)6-12345678", "+31(0)612345678"}) {
            assertThat(Person.byPhone(ledger, other).id()).as(other).isEqualTo(person.id());
        }
        Person.byPhone(ledger, "+31612345679").resolved().refused(404, "NOT_FOUND");
        Person.byPhone(ledger, "0612345678").resolved().refused(422, "INVALID_PHONE");
    }

    @Test
    void externalIdBelongsToItsNamespaceAndKeepsItsCase() {
        var key = unique("Key");
        var person = Person.byExternalId(ledger, "crm", key);
        person.tells(optOut("surveys")).recorded();
        assertThat(Person.byExternalId(ledger, "crm", " " + key + " ").id()).isEqualTo(person.id());
        Person.byExternalId(ledger, "erp", key).resolved().refused(404, "NOT_FOUND");
        Person.byExternalId(ledger, "crm", key.toLowerCase(Locale.ROOT))
                .resolved()
                .refused(404, "NOT_FOUND");
        Person.byEmail(ledger, key + "@example.org").resolved().refused(404, "NOT_FOUND");
    }

    @Test
    void pseudonymousIdNamesAPersonTheLedgerKnows() {
        var person = someone();
        person.tells(consent("surveys")).recorded();
        var pseudonym = Person.byId(ledger, person.id());
        pseudonym.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
        pseudonym.tells(optOut("surveys")).recorded();
        person.mayGet(mail("surveys")).denies("OPTED_OUT");
        assertThat(pseudonym.id()).isEqualTo(person.id());
    }

    @Test
    void nobodyIsBornUnderAPseudonymousId() {
        var nobody = Person.byId(ledger, UUID.randomUUID().toString());
        nobody.tells(optOut("surveys")).refused(422, "UNKNOWN_SUBJECT");
        nobody.resolved().refused(404, "NOT_FOUND");
        nobody.mayGet(mail("surveys")).denies("CHANNEL_NOT_ALLOWED");
        Person.byId(ledger, "not-an-id").tells(optOut("surveys")).refused(400, "BAD_VALUE");
    }

    @ParameterizedTest
    @CsvSource({
        "email, no address, #/subject/value, INVALID_EMAIL",
        "email, two@at@example.org, #/subject/value, INVALID_EMAIL",
        "phone, letters, #/subject/value, INVALID_PHONE",
        "pigeon, post, #/subject/type, UNKNOWN_SUBJECT_TYPE",
        "external, key, #/subject/namespace, INVALID_EXTERNAL_ID",
        "email, , #/subject/value, MISSING",
        ", value, #/subject/type, MISSING",
    })
    void badNameOfAPersonIsRefused(String type, String value, String pointer, String code) {
        var subject = new HashMap<String, @Nullable String>();
        subject.put("type", type);
        subject.put("value", value);
        ledger.post("auditor", "/v1/subjects/resolve", Map.of("subject", subject))
                .refusedFor(Map.of(pointer, code));
    }
}
