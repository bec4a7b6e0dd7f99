package org.consentledger.store.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.Normalizer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class IdentifierNormalFormTest {

    @ParameterizedTest
    @CsvSource({
        "jan@example.nl, jan@example.nl",
        "Jan.de.Vries@Example.NL, jan.de.vries@example.nl",
        "jan+news@example.nl, jan+news@example.nl",
        "j.a.n@gmail.com, j.a.n@gmail.com",
        "o'brien@example.ie, o'brien@example.ie",
        "JÖRG@example.de, jörg@example.de",
        "info@MÜNCHEN.example, info@xn--mnchen-3ya.example",
        "info@XN--MNCHEN-3YA.example, info@xn--mnchen-3ya.example",
        "info@例え.jp, info@xn--r8jz45g.jp",
        "info@例え。jp, info@xn--r8jz45g.jp",
        "info@ΔΟΚΙΜΉ.example, info@xn--jxalpdlp.example",
        "info@example.xn--p1ai, info@example.xn--p1ai",
        "a@b-c.1st.co.uk, a@b-c.1st.co.uk"
    })
    void emailAddressHasOneNormalForm(String written, String normal) {
        assertThat(EmailAddresses.normalise(written)).isEqualTo(normal);
        assertThat(EmailAddresses.normalise(normal)).as("its own normal form").isEqualTo(normal);
    }

    @Test
    void emailAddressIsTheSameHoweverItsLettersAreComposed() {
        String composed = "josé@münchen.example";
        String decomposed = Normalizer.normalize(composed, Normalizer.Form.NFD);

        assertThat(decomposed).isNotEqualTo(composed);
        assertThat(EmailAddresses.normalise(decomposed)).isEqualTo(EmailAddresses.normalise(composed));
    }

    static Stream<String> noEmailAddresses() {
        return Stream.of(
                "",
                "@",
                "jan",
                "jan@",
                "@example.nl",
                "jan@piet@example.nl",
                "jan@example",
                "jan@example.nl.",
                "jan@.example.nl",
                "jan@example..nl",
                "jan@-example.nl",
                "jan@example-.nl",
                "jan@exam_ple.nl",
                "jan@exam ple.nl",
                "jan@192.0.2.1",
                "jan@[192.0.2.1]",
                "jan de vries@example.nl",
                ".jan@example.nl",
                "jan.@example.nl",
                "jan..vries@example.nl",
                "\"jan\"@example.nl",
                "Jan <jan@example.nl>",
                "jan@example.nl,piet@example.nl",
                "jan\u0000@example.nl",
                "jan\r\n@example.nl",
                "info@straße.example",
                "a".repeat(65) + "@example.nl",
                "jan@" + "a".repeat(64) + ".nl");
    }

    @ParameterizedTest
    @MethodSource("noEmailAddresses")
    void whatIsNoEmailAddressHasNoNormalForm(String written) {
        assertThat(EmailAddresses.normalise(written)).isNull();
    }

    @Test
    void emailAddressHasAtMost254Characters() {
        String local = "a".repeat(64);
        String longest = local + "@" + "b".repeat(61) + "." + "c".repeat(61) + "." + "d".repeat(61) + ".nl";
        assertThat(longest).hasSize(253);

        assertThat(EmailAddresses.normalise(longest.replace(".nl", ".com"))).hasSize(254);
        assertThat(EmailAddresses.normalise(longest.replace(".nl", ".info"))).isNull();
        assertThat(EmailAddresses.normalise(local + "@" + "ü".repeat(59) + ".example"))
                .as("bounded in its normal form as well")
                .isNull();
    }

    static Stream<Arguments> phoneNumbers() {
        return Stream.of(
                Arguments.of("+31612345678", "+31612345678"),
                Arguments.of("+31 6 1234 5678", "+31612345678"),
                Arguments.of("+31 (0)6 12345678", "+31612345678"),
                Arguments.of("+31-6-12.34.56.78", "+31612345678"),
                Arguments.of("0031612345678", "+31612345678"),
                Arguments.of("00 31 6 1234 5678", "+31612345678"),
                Arguments.of("+31\u00a06\u00a012345678", "+31612345678"),
                Arguments.of("＋３１６１２３４５６７８", "+31612345678"),
                Arguments.of("+1 (202) 555-0123", "+12025550123"),
                Arguments.of("+39 06 698 12345", "+390669812345"),
                Arguments.of("+44 20 7946 0018", "+442079460018"));
    }

    @ParameterizedTest
    @MethodSource("phoneNumbers")
    void phoneNumberHasOneNormalForm(String written, String normal) {
        assertThat(new PhoneNumbers(null).normalise(written)).isEqualTo(normal);
        assertThat(new PhoneNumbers(null).normalise(normal)).isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0612345678",
                "612345678",
                "+",
                "+31",
                "+31612",
                "+316123456789012",
                "+999612345678",
                "+31 6 CALLNOW",
                "tel:+31612345678",
                "+31612345678 ext. 5",
                "call +31612345678",
                "jan@example.nl",
                "''"
            })
    void whatIsNoInternationalNumberHasNoNormalForm(String written) {
        assertThat(new PhoneNumbers(null).normalise(written)).isNull();
    }

    @Test
    void numberWithoutItsCountryIsReadInTheConfiguredRegion() {
        PhoneNumbers dutch = new PhoneNumbers("NL");

        assertThat(dutch.normalise("06 12345678")).isEqualTo("+31612345678");
        assertThat(dutch.normalise("+44 20 7946 0018")).isEqualTo("+442079460018");
        assertThat(dutch.normalise("0044 20 7946 0018")).isEqualTo("+442079460018");
    }

    @Test
    void unknownRegionIsRefusedAtTheStart() {
        assertThatThrownBy(() -> new PhoneNumbers("XX"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ledger.identity.default-region");
    }
}
