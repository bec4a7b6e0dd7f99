package org.consentledger.api.subject;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.GroupId;

/** Whom a signal concerns: one controller, a group, or every controller of the ledger. */
public sealed interface ControllerRef {
    /** Written as the id of the controller. */
    record One(ControllerId id) implements ControllerRef {}

    /** Written {@code group:{id}}. */
    record Group(GroupId id) implements ControllerRef {}

    /** Written {@code *}. */
    record Every() implements ControllerRef {}

    @JsonCreator
    static ControllerRef parse(String text) {
        if (text.equals("*")) {
            return new Every();
        }
        return text.startsWith("group:")
                ? new Group(new GroupId(text.substring("group:".length())))
                : new One(new ControllerId(text));
    }

    @JsonValue
    default String text() {
        return switch (this) {
            case One(ControllerId id) -> id.value();
            case Group(GroupId id) -> "group:" + id.value();
            case Every() -> "*";
        };
    }
}
