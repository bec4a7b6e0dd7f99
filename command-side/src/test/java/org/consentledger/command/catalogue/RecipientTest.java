package org.consentledger.command.catalogue;

import static org.consentledger.command.catalogue.Stream.PRINTER;
import static org.consentledger.command.catalogue.Stream.printer;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentledger.api.catalogue.CatalogueCommand.DescribeRecipient;
import org.consentledger.api.catalogue.CatalogueCommand.RecipientStream;
import org.consentledger.api.catalogue.CatalogueEvent;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.CatalogueEvent.RecipientDescribed;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.GroupId;
import org.consentledger.api.catalogue.LawfulBasis;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.PurposeRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Describing recipients. */
class RecipientTest {
    private static final Map<String, String> CONTACT = Map.of("email", "privacy@printer.example");
    private static final CatalogueEvent NORTH = new ControllerDescribed(
            new ControllerId("north"), "North", "NL", ZoneId.of("Europe/Amsterdam"), new GroupId("house"), Map.of());
    private static final CatalogueEvent NEWS = new PurposePublished(
            new PurposeId("news"),
            1,
            null,
            Map.of("en", "News"),
            LawfulBasis.CONSENT,
            true,
            true,
            false,
            Set.of(),
            null,
            null,
            null,
            null);

    private static RecipientDescribed described(List<String> purposes, List<String> controllers) {
        return new RecipientDescribed(
                PRINTER,
                "Printer",
                CONTACT,
                "NL",
                purposes.stream().map(PurposeRef::parse).collect(Collectors.toCollection(LinkedHashSet::new)),
                controllers.stream().map(ControllerRef::parse).collect(Collectors.toCollection(LinkedHashSet::new)),
                "printer-client");
    }

    private static DescribeRecipient asked(@Nullable List<String> purposes, @Nullable List<String> controllers) {
        return new DescribeRecipient(
                new RecipientStream(PRINTER), "Printer", CONTACT, "NL", purposes, controllers, "printer-client");
    }

    private static Stream among(CatalogueEvent... further) {
        var all = new ArrayList<>(List.of(NORTH, NEWS));
        all.addAll(Arrays.asList(further));
        return printer(all.toArray(CatalogueEvent[]::new));
    }

    @Test
    void recipientIsRecordedAsDescribed() {
        among().records(asked(List.of("news"), List.of("north")), described(List.of("news"), List.of("north")));
        among().records(
                        asked(List.of("*"), List.of("group:house", "*")),
                        described(List.of("*"), List.of("group:house", "*")));
    }

    @Test
    void recipientNeedsNeitherContactNorCountryNorClient() {
        among().records(
                        new DescribeRecipient(
                                new RecipientStream(PRINTER),
                                "Printer",
                                null,
                                null,
                                List.of("news"),
                                List.of("north"),
                                null),
                        new RecipientDescribed(
                                PRINTER,
                                "Printer",
                                Map.of(),
                                null,
                                Set.of(PurposeRef.parse("news")),
                                Set.of(ControllerRef.parse("north")),
                                null));
    }

    @Test
    void sameDescriptionAgainChangesNothing() {
        among(described(List.of("news"), List.of("north"))).changesNothing(asked(List.of("news"), List.of("north")));
    }

    @Test
    void recipientThatReceivesNothingAnyMoreIsDescribedAnew() {
        among(described(List.of("news"), List.of("north")))
                .records(asked(List.of(), List.of("north")), described(List.of(), List.of("north")));
    }

    @Test
    void nameAndBothListsAreNeeded() {
        among().refuses(
                        new DescribeRecipient(new RecipientStream(PRINTER), null, null, null, null, null, null),
                        "#/name MISSING",
                        "#/purposes MISSING",
                        "#/controllers MISSING");
    }

    @Test
    void somebodysDataAreReceived() {
        among().refuses(asked(List.of("news"), List.of()), "#/controllers EMPTY");
    }

    @Test
    void purposesAndControllersAreInTheCatalogue() {
        among().refuses(
                        asked(
                                Arrays.asList("newspapers", "news", "!", null),
                                Arrays.asList("south", "group:barn", "group:", null)),
                        "#/purposes/0 UNKNOWN_PURPOSE",
                        "#/purposes/2 UNKNOWN_PURPOSE",
                        "#/purposes/3 MISSING",
                        "#/controllers/0 UNKNOWN_CONTROLLER",
                        "#/controllers/1 UNKNOWN_GROUP",
                        "#/controllers/2 UNKNOWN_GROUP",
                        "#/controllers/3 MISSING");
    }

    @Test
    void listsHaveTwoHundredEntriesAtMost() {
        among().records(
                        asked(Collections.nCopies(200, "news"), Collections.nCopies(200, "north")),
                        described(List.of("news"), List.of("north")));
        among().refuses(
                        asked(Collections.nCopies(201, "news"), Collections.nCopies(201, "north")),
                        "#/purposes TOO_MANY",
                        "#/controllers TOO_MANY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nl", "XX"})
    void countryIsAnIsoCode(String country) {
        among().refuses(
                        new DescribeRecipient(
                                new RecipientStream(PRINTER),
                                "Printer",
                                null,
                                country,
                                List.of("news"),
                                List.of("north"),
                                " "),
                        "#/country INVALID_COUNTRY",
                        "#/client MISSING");
    }
}
