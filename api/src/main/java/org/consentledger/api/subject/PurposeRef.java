package org.consentledger.api.subject;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.consentledger.api.catalogue.PurposeId;

/** What a signal is about: a purpose with its subtree, or every purpose. */
public sealed interface PurposeRef {
    /** Written as the id of the purpose. */
    record Node(PurposeId id) implements PurposeRef {}

    /** Written {@code *}. */
    record Every() implements PurposeRef {}

    @JsonCreator
    static PurposeRef parse(String text) {
        return text.equals("*") ? new Every() : new Node(new PurposeId(text));
    }

    @JsonValue
    default String text() {
        return switch (this) {
            case Node(PurposeId id) -> id.value();
            case Every() -> "*";
        };
    }
}
