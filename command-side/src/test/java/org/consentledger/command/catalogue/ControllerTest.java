package org.consentledger.command.catalogue;

import static org.consentledger.command.catalogue.Stream.controller;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.consentledger.api.catalogue.CatalogueCommand.ControllerStream;
import org.consentledger.api.catalogue.CatalogueCommand.DescribeController;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.GroupId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Describing controllers. */
class ControllerTest {
    private static final ControllerId NORTH = new ControllerId("north");
    private static final Map<String, String> CONTACT = Map.of("email", "privacy@north.example");
    private static final ControllerDescribed DESCRIBED = new ControllerDescribed(
            NORTH, "North B.V.", "NL", ZoneId.of("Europe/Amsterdam"), new GroupId("house"), CONTACT);

    @Test
    void controllerIsRecordedAsDescribed() {
        controller().records(north("North B.V.", "NL", "Europe/Amsterdam", "house", CONTACT), DESCRIBED);
    }

    @Test
    void controllerNeedsNeitherGroupNorContact() {
        controller()
                .records(
                        north("North B.V.", "NL", "Europe/Amsterdam", null, null),
                        new ControllerDescribed(
                                NORTH, "North B.V.", "NL", ZoneId.of("Europe/Amsterdam"), null, Map.of()));
    }

    @Test
    void sameDescriptionAgainChangesNothing() {
        controller(DESCRIBED).changesNothing(north("North B.V.", "NL", "Europe/Amsterdam", "house", CONTACT));
        controller(DESCRIBED).changesNothing(north("  North B.V. ", "NL", "Europe/Amsterdam", "house", CONTACT));
    }

    @Test
    void changedDescriptionIsRecorded() {
        controller(DESCRIBED)
                .records(
                        north("North N.V.", "NL", "Europe/Amsterdam", "house", CONTACT),
                        new ControllerDescribed(
                                NORTH,
                                "North N.V.",
                                "NL",
                                ZoneId.of("Europe/Amsterdam"),
                                new GroupId("house"),
                                CONTACT));
    }

    @Test
    void onlyTheLastDescriptionStands() {
        var moved = new ControllerDescribed(
                NORTH, "North B.V.", "BE", ZoneId.of("Europe/Brussels"), new GroupId("house"), CONTACT);

        controller(DESCRIBED, moved)
                .records(north("North B.V.", "NL", "Europe/Amsterdam", "house", CONTACT), DESCRIBED);
    }

    @Test
    void nameCountryAndTimeZoneAreNeeded() {
        controller()
                .refuses(
                        north(null, null, null, null, null),
                        "#/name MISSING",
                        "#/country MISSING",
                        "#/timeZone MISSING");
        controller().refuses(north(" ", "NL", "Europe/Amsterdam", null, null), "#/name MISSING");
    }

    @Test
    void nameHasTwoHundredCharactersAtMost() {
        String longest = "x".repeat(200);

        controller()
                .records(
                        north(longest, "NL", "Europe/Amsterdam", null, null),
                        new ControllerDescribed(NORTH, longest, "NL", ZoneId.of("Europe/Amsterdam"), null, Map.of()));
        controller().refuses(north(longest + "x", "NL", "Europe/Amsterdam", null, null), "#/name TEXT_TOO_LONG");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nl", "NLD", "XX", ""})
    void countryIsAnIsoCode(String country) {
        controller().refuses(north("North", country, "Europe/Amsterdam", null, null), "#/country INVALID_COUNTRY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Amsterdam", "+01:00", "Mars/Olympus", ""})
    void timeZoneIsInTheDatabase(String timeZone) {
        controller().refuses(north("North", "NL", timeZone, null, null), "#/timeZone INVALID_TIME_ZONE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"the house", "", "-house", "group:house"})
    void groupIsNamedByAnId(String group) {
        controller().refuses(north("North", "NL", "Europe/Amsterdam", group, null), "#/group INVALID_ID");
    }

    @Test
    void contactsAreTexts() {
        var contact = new HashMap<String, @Nullable String>();
        contact.put("e/mail~", " ");
        controller()
                .refuses(
                        north("North", "NL", "Europe/Amsterdam", null, asSent(contact)), "#/contact/e~1mail~0 MISSING");

        contact.put("e/mail~", null);
        controller()
                .refuses(
                        north("North", "NL", "Europe/Amsterdam", null, asSent(contact)), "#/contact/e~1mail~0 MISSING");

        contact.put("e/mail~", "x".repeat(201));
        controller()
                .refuses(
                        north("North", "NL", "Europe/Amsterdam", null, asSent(contact)),
                        "#/contact/e~1mail~0 TEXT_TOO_LONG");
    }

    @Test
    void thereAreTwoHundredContactsAtMost() {
        var contact = new HashMap<String, String>();
        for (int i = 0; i < 200; i++) {
            contact.put("way-" + i, "address");
        }
        controller()
                .records(
                        north("North", "NL", "Europe/Amsterdam", null, contact),
                        new ControllerDescribed(
                                NORTH, "North", "NL", ZoneId.of("Europe/Amsterdam"), null, Map.copyOf(contact)));

        contact.put("one-more", "address");
        controller().refuses(north("North", "NL", "Europe/Amsterdam", null, contact), "#/contact TOO_MANY");
    }

    @Test
    void everyFaultIsNamedAtOnce() {
        controller()
                .refuses(
                        north("", "XX", "Mars", "?", Map.of("email", "")),
                        "#/name MISSING",
                        "#/country INVALID_COUNTRY",
                        "#/timeZone INVALID_TIME_ZONE",
                        "#/group INVALID_ID",
                        "#/contact/email MISSING");
    }

    @SuppressWarnings({"NullAway", "unchecked"}) // A map in a body may hold null, whatever the types say.
    private static Map<String, String> asSent(Map<String, @Nullable String> contact) {
        return (Map) contact;
    }

    private static DescribeController north(
            @Nullable String name,
            @Nullable String country,
            @Nullable String timeZone,
            @Nullable String group,
            @Nullable Map<String, String> contact) {
        return new DescribeController(new ControllerStream(NORTH), name, country, timeZone, group, contact);
    }
}
