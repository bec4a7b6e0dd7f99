package org.consentledger.query.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.LawfulBasis;
import org.consentledger.api.decision.Decision.Verdict;
import org.consentledger.api.decision.Obligation;
import org.consentledger.api.decision.Reason;
import org.consentledger.api.rights.RequestState;
import org.consentledger.api.rights.Right;
import org.consentledger.api.rights.RightsRequestEvent;
import org.consentledger.api.rights.RightsRequestEvent.DeadlineKind;
import org.consentledger.api.subject.ErasureGround;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.LegalHoldGround;
import org.consentledger.api.subject.Mechanism;
import org.consentledger.api.subject.ObjectionGround;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.OptInGround;
import org.consentledger.api.subject.RestrictionGround;
import org.consentledger.api.subject.Source;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.store.EventNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything that an export may have to say has words in each language. */
class WordsTest {
    private static final List<Class<? extends Enum<?>>> CONSTANTS = List.of(
            Channel.class,
            LawfulBasis.class,
            Verdict.class,
            Obligation.class,
            Reason.class,
            RequestState.class,
            Right.class,
            DeadlineKind.class,
            ErasureGround.class,
            Identifier.Kind.class,
            LegalHoldGround.class,
            Mechanism.class,
            ObjectionGround.class,
            ObjectionOutcome.class,
            OptInGround.class,
            RestrictionGround.class,
            Source.class);

    @ParameterizedTest
    @EnumSource
    void everyConstantHasWords(Language language) {
        CONSTANTS.stream()
                .flatMap(type -> Arrays.stream(type.getEnumConstants()))
                .forEach(constant -> assertThat(language.say(constant))
                        .as(constant.toString())
                        .isNotBlank());
    }

    @ParameterizedTest
    @EnumSource
    void everyEventOfAPersonHasWords(Language language) {
        assertThat(EventNames.all().entrySet().stream()
                        .filter(event -> Stream.of(SubjectEvent.class, RightsRequestEvent.class)
                                .anyMatch(kind -> kind.isAssignableFrom(event.getValue())))
                        .map(event -> "event." + event.getKey()))
                .hasSizeGreaterThan(20)
                .allMatch(language.keys()::contains);
    }

    @Test
    void languagesSayTheSame() {
        assertThat(Language.NL.keys()).containsExactlyInAnyOrderElementsOf(Language.EN.keys());
        assertThat(Language.EN.keys()).allSatisfy(key -> {
            assertThat(Language.EN.say(key)).isNotBlank();
            assertThat(Language.NL.say(key)).isNotBlank();
        });
    }

    @Test
    void languageIsFoundByItsTag() {
        assertThat(Language.of("nl")).isEqualTo(Language.NL);
        assertThat(Language.of("nl-BE")).isEqualTo(Language.NL);
        assertThat(Language.of("en-GB")).isEqualTo(Language.EN);
        assertThat(Language.of("fr")).isNull();
        assertThat(Language.of("")).isNull();
    }
}
