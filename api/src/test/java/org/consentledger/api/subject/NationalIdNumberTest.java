package org.consentledger.api.subject;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NationalIdNumberTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "123456782",
                "111222333",
                "000000012",
                "999999990",
                "BSN:123456782.",
                "(123456782)",
                "NL123456782B01",
                "order 12345 of 123456782, paid",
                "111111111 and then 123456782",
                "111111111 123456782",
                "123.456.782",
                "123 456 782",
                "123\u00a0456\u00a0782",
                "1234 56 782",
                "1234.56.782",
                "born 1.1.1970, 1234.56.782",
                "+31 20 5551234, 123456782"
            })
    void numberThatPassesTheElevenTestIsSeen(String text) {
        assertThat(NationalIdNumber.isIn(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no digits",
                "000000000",
                "000.000.000",
                "123456781",
                "123456783",
                "111111111",
                "12345678",
                "1234567820",
                "0123456782",
                "91123456782",
                "123.456.781",
                "123.456 782",
                "123 456.782",
                "1.123.456.782",
                "123.456.782.000",
                "123-456-782",
                "12 345 67 82",
                "1234 567 82",
                "+31 123456782",
                "+31123456782",
                "+31 123 456 782",
                "1234\n56\n782"
            })
    void otherDigitsAreLeftAlone(String text) {
        assertThat(NationalIdNumber.isIn(text)).isFalse();
    }
}
