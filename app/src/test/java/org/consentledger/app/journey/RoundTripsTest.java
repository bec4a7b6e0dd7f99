package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.optOut;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** How often the database is asked: each time costs as much as everything else a request does. */
@Import(RoundTripsTest.Counting.class)
class RoundTripsTest extends Journey {
    private Person person;

    @Autowired
    DataSource database;

    @TestConfiguration(proxyBeanMethods = false)
    static class Counting {
        @Bean
        static BeanPostProcessor counting() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return name.equals("dataSource") && bean instanceof DataSource counted
                            ? new CountingDatabase(counted)
                            : bean;
                }
            };
        }
    }

    @BeforeEach
    void knowSomebody() {
        person = someone();
        person.tells(consent("surveys").evidence("ip", "192.0.2.7")).recorded();
        person.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
    }

    private List<String> tripsOf(Runnable task) {
        var counting = (CountingDatabase) database;
        counting.takeTrips();
        task.run();
        return counting.takeTrips();
    }

    private static Consumer<String> startsWith(String text) {
        return sql -> assertThat(sql).startsWith(text);
    }

    @Test
    void commandOnAKnownPersonTakesThree() {
        assertThat(tripsOf(() -> person.tells(optOut("surveys")).recorded()))
                .satisfiesExactly(
                        startsWith("with asked"), startsWith("INSERT INTO ledger.event"), startsWith("commit"));
    }

    @Test
    void commandWithPersonalEvidenceTakesThree() {
        var optOut = optOut("surveys").evidence("ip", "192.0.2.8").evidence("userAgent", "Mozilla/5.0");
        assertThat(tripsOf(() -> person.tells(optOut).recorded())).hasSize(3);
    }

    @Test
    void commandOnAPersonNamedByIdTakesThree() {
        var byId = Person.byId(ledger, person.id());
        assertThat(tripsOf(() -> byId.tells(optOut("surveys")).recorded())).hasSize(3);
    }

    @Test
    void commandWithAKeyTakesOneMore() {
        assertThat(tripsOf(() -> person.tells(optOut("surveys"), "Idempotency-Key", "\"once\"")
                        .recorded()))
                .hasSize(4);
        assertThat(tripsOf(() -> person.tells(optOut("surveys"), "Idempotency-Key", "\"once\"")
                        .recorded()))
                .satisfiesExactly(startsWith("with asked"), startsWith("commit"));
    }

    @Test
    void actThatStandsAlreadyTakesTwo() {
        assertThat(tripsOf(() -> person.tells(consent("surveys").evidence("ip", "192.0.2.7"))
                        .stoodAlready()))
                .satisfiesExactly(startsWith("with asked"), startsWith("commit"));
    }

    @Test
    void commandOfANewPersonTakesSix() {
        assertThat(tripsOf(() -> someone().tells(optOut("surveys")).recorded())).hasSize(6);
    }

    @Test
    void decisionTakesOne() {
        assertThat(tripsOf(() -> person.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE")))
                .hasSize(1);
        var byId = Person.byId(ledger, person.id());
        assertThat(tripsOf(() -> byId.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE")))
                .hasSize(1);
        assertThat(tripsOf(() -> someone().mayGet(mail("surveys")).is(200))).hasSize(1);
    }

    @Test
    void decisionOnMergedPeopleTakesOne() {
        var other = someone();
        other.tells(optOut("surveys")).recorded();
        ledger.post("officer", "/v1/subjects/merge", Map.of("into", person.id(), "from", other.id()))
                .recorded();
        assertThat(tripsOf(() -> person.mayGet(mail("surveys")).denies("OPTED_OUT")))
                .hasSize(1);
        assertThat(tripsOf(() -> other.mayGet(mail("surveys")).denies("OPTED_OUT")))
                .hasSize(1);
    }

    @Test
    void decisionOnAnotherAddressTakesOne() {
        var holder = someone();
        holder.tells(optOut("surveys")).recorded();
        var byId = Person.byId(ledger, person.id());
        var question = mail("surveys").with("endpoint", holder.address());
        assertThat(tripsOf(() -> person.mayGet(question).denies("OPTED_OUT"))).hasSize(1);
        assertThat(tripsOf(() -> byId.mayGet(question).denies("OPTED_OUT"))).hasSize(1);
    }
}
