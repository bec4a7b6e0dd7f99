package org.consentledger.command.catalogue;

import static org.consentledger.command.catalogue.Stream.NOW;
import static org.consentledger.command.catalogue.Stream.STAKEHOLDER;
import static org.consentledger.command.catalogue.Stream.stakeholder;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.consentledger.api.Code;
import org.consentledger.api.catalogue.CatalogueCommand.Companion;
import org.consentledger.api.catalogue.CatalogueCommand.NoticeStream;
import org.consentledger.api.catalogue.CatalogueCommand.PublishNotice;
import org.consentledger.api.catalogue.CatalogueEvent;
import org.consentledger.api.catalogue.CatalogueEvent.NoticePublished;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.Change;
import org.consentledger.api.catalogue.LawfulBasis;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.catalogue.NoticeRef;
import org.consentledger.api.catalogue.PurposeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishing versions of a notice, each of them for good. */
class NoticeTest {
    private static final String HASH = "sha256:" + "0123456789abcdef".repeat(4);
    private static final Instant EFFECTIVE = Instant.parse("2024-05-20T00:00:00Z");
    private static final NoticePublished GENERAL = plain("general", "2024", Change.EDITORIAL);
    private static final NoticePublished PUBLISHED = plain("stakeholder", "2024", Change.EDITORIAL);
    private static final NoticePublished FULL = new NoticePublished(
            STAKEHOLDER,
            "2024",
            EFFECTIVE,
            "nl",
            HASH,
            "https://house.example/privacy",
            new NoticeRef(new NoticeId("general"), "2024"),
            Change.MATERIAL,
            new LinkedHashSet<>(List.of(new PurposeId("tracking"), new PurposeId("marketing"))));

    @Test
    void noticeIsRecordedAsPublished() {
        stakeholder(before()).records(full().command(), FULL);
    }

    @ParameterizedTest
    @EnumSource
    void noticeNeedsNeitherUrlNorCompanionNorPurposes(Change change) {
        var published = new Publication();
        published.change = change.name();

        stakeholder().records(published.command(), plain("stakeholder", "2024", change));
    }

    @Test
    void sameContentAgainChangesNothing() {
        Publication reordered = full();
        reordered.purposes = List.of("marketing", "tracking", "marketing");

        stakeholder(before(FULL)).changesNothing(full().command());
        stakeholder(before(FULL)).changesNothing(reordered.command());
        stakeholder(PUBLISHED).changesNothing(new Publication().command());
    }

    @ParameterizedTest
    @MethodSource("otherContents")
    void publishedVersionStaysAsItIs(Consumer<Publication> changed) {
        Publication other = full();
        changed.accept(other);

        stakeholder(before(FULL)).refuses(other.command(), Code.NOTICE_VERSION_IMMUTABLE);
    }

    static List<Consumer<Publication>> otherContents() {
        return List.of(
                other -> other.effectiveFrom = EFFECTIVE.plusNanos(1_000),
                other -> other.language = "en",
                other -> other.textHash = "sha256:" + "0".repeat(64),
                other -> other.url = null,
                other -> other.companion = null,
                other -> other.change = "EDITORIAL",
                other -> other.purposes = List.of("marketing"));
    }

    @Test
    void nextVersionStandsBesideTheOthers() {
        var next = new Publication();
        next.version = "2025";
        next.effectiveFrom = NOW;

        stakeholder(PUBLISHED)
                .records(
                        next.command(),
                        new NoticePublished(
                                STAKEHOLDER, "2025", NOW, "nl", HASH, null, null, Change.EDITORIAL, Set.of()));
        stakeholder(PUBLISHED, plain("stakeholder", "2025", Change.MATERIAL))
                .changesNothing(new Publication().command());
    }

    @Test
    void timeLanguageHashAndChangeAreNeeded() {
        var empty = new Publication();
        empty.effectiveFrom = null;
        empty.language = null;
        empty.textHash = null;
        empty.change = null;

        stakeholder()
                .refuses(
                        empty.command(),
                        "#/effectiveFrom MISSING",
                        "#/language MISSING",
                        "#/textHash MISSING",
                        "#/change MISSING");
    }

    @ParameterizedTest
    @ValueSource(strings = {"version 7", "", "2024/05"})
    void versionIsNamedByAnId(String version) {
        var published = new Publication();
        published.version = version;

        stakeholder().refuses(published.command(), "#/path/version INVALID_ID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dutch language", "", "x-nothing", "nl-x-a-text-that-is-too-long-for-a-tag"})
    void languageIsATag(String language) {
        var published = new Publication();
        published.language = language;

        stakeholder().refuses(published.command(), "#/language INVALID_LANGUAGE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256:", "0123456789abcdef", "sha256:0123", ""})
    void hashIsSha256(String hash) {
        var published = new Publication();
        published.textHash = hash;

        stakeholder().refuses(published.command(), "#/textHash INVALID_HASH");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/privacy", "not a url"})
    void urlIsAbsolute(String url) {
        var published = new Publication();
        published.url = url;

        stakeholder().refuses(published.command(), "#/url INVALID_URL");
    }

    @Test
    void changeIsEditorialOrMaterial() {
        var published = new Publication();
        published.change = "COSMETIC";

        stakeholder().refuses(published.command(), "#/change UNKNOWN_CHANGE");
    }

    @ParameterizedTest
    @MethodSource("unpublished")
    void companionIsPublishedFirst(Companion companion) {
        var published = new Publication();
        published.companion = companion;

        stakeholder(GENERAL).refuses(published.command(), "#/companion UNKNOWN_NOTICE_VERSION");
    }

    static List<Companion> unpublished() {
        return List.of(
                new Companion("general", "2023"),
                new Companion("nobody", "2024"),
                new Companion("not an id", "2024"),
                new Companion("stakeholder", "2024"),
                new Companion(null, "2024"),
                new Companion("general", null));
    }

    @Test
    void purposesArePublishedFirst() {
        var published = new Publication();
        published.purposes = asSent("marketing", "world-peace", "not an id");

        stakeholder(before())
                .refuses(published.command(), "#/purposes/1 UNKNOWN_PURPOSE", "#/purposes/2 UNKNOWN_PURPOSE");
    }

    @Test
    void missingPurposeIsAFault() {
        var published = new Publication();
        published.purposes = asSent("marketing", null);

        stakeholder(before()).refuses(published.command(), "#/purposes/1 MISSING");
    }

    @Test
    void noticeTellsOfTwoHundredPurposesAtMost() {
        var published = new Publication();
        published.purposes = Collections.nCopies(200, "marketing");
        stakeholder(before(PUBLISHED)).refuses(published.command(), Code.NOTICE_VERSION_IMMUTABLE);

        published.purposes = Collections.nCopies(201, "marketing");
        stakeholder(before(PUBLISHED)).refuses(published.command(), "#/purposes TOO_MANY");
    }

    @Test
    void everyFaultIsNamedAtOnce() {
        var wrong = new Publication();
        wrong.version = "?";
        wrong.effectiveFrom = null;
        wrong.language = "?";
        wrong.textHash = "?";
        wrong.url = "?";
        wrong.companion = new Companion("general", "2024");
        wrong.change = "?";
        wrong.purposes = List.of("?");

        stakeholder()
                .refuses(
                        wrong.command(),
                        "#/path/version INVALID_ID",
                        "#/effectiveFrom MISSING",
                        "#/language INVALID_LANGUAGE",
                        "#/textHash INVALID_HASH",
                        "#/url INVALID_URL",
                        "#/companion UNKNOWN_NOTICE_VERSION",
                        "#/change UNKNOWN_CHANGE",
                        "#/purposes/0 UNKNOWN_PURPOSE");
    }

    /** What a publisher sends: a plain notice version but for what a test changes. */
    static final class Publication {
        private String version = "2024";
        private @Nullable Instant effectiveFrom = EFFECTIVE;
        private @Nullable String language = "nl";
        private @Nullable String textHash = HASH;
        private @Nullable String url;
        private @Nullable Companion companion;
        private @Nullable String change = "EDITORIAL";
        private @Nullable List<String> purposes;

        PublishNotice command() {
            return new PublishNotice(
                    new NoticeStream(STAKEHOLDER),
                    version,
                    effectiveFrom,
                    language,
                    textHash,
                    url,
                    companion,
                    change,
                    purposes);
        }
    }

    private static Publication full() {
        var full = new Publication();
        full.url = "https://house.example/privacy";
        full.companion = new Companion("general", "2024");
        full.change = "MATERIAL";
        full.purposes = List.of("tracking", "marketing");
        return full;
    }

    /** The purposes and the general notice that a stakeholder notice speaks of, and what else is given. */
    private static CatalogueEvent[] before(CatalogueEvent... further) {
        var all = new ArrayList<CatalogueEvent>(List.of(purpose("marketing"), purpose("tracking"), GENERAL));
        all.addAll(List.of(further));
        return all.toArray(CatalogueEvent[]::new);
    }

    @SuppressWarnings("NullAway") // A list in a body may hold null, whatever the types say.
    private static List<String> asSent(@Nullable String... texts) {
        return Arrays.asList(texts);
    }

    private static NoticePublished plain(String id, String version, Change change) {
        return new NoticePublished(new NoticeId(id), version, EFFECTIVE, "nl", HASH, null, null, change, Set.of());
    }

    private static PurposePublished purpose(String id) {
        return new PurposePublished(
                new PurposeId(id),
                1,
                null,
                Map.of("en", id),
                LawfulBasis.CONSENT,
                false,
                true,
                false,
                Set.of(),
                null,
                null,
                null,
                null);
    }
}
