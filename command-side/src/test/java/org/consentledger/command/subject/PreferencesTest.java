package org.consentledger.command.subject;

import static java.util.Map.entry;
import static org.consentledger.command.subject.Report.live;
import static org.consentledger.command.subject.Stream.JAN;
import static org.consentledger.command.subject.Stream.NOW;
import static org.consentledger.command.subject.Stream.given;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.consentledger.api.subject.SubjectCommand.SetPreferences;
import org.consentledger.api.subject.SubjectEvent.PreferencesSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stating preferences, which are never a consent. */
class PreferencesTest {
    private static final Map<String, Object> TOPICS = Map.of("events", true, "wine", "seldom");

    @Test
    void preferencesAreRecordedAsStated() {
        given().records(set("nl", "weekly", TOPICS), new PreferencesSet(JAN, "nl", "weekly", TOPICS));
        given().records(set("nl-BE", null, null), new PreferencesSet(JAN, "nl-BE", null, null));
        given().records(set(null, "weekly", null), new PreferencesSet(JAN, null, "weekly", null));
        given().records(set(null, null, TOPICS), new PreferencesSet(JAN, null, null, TOPICS));
    }

    @Test
    void someoneWithoutPreferencesStatesNone() {
        given().refuses(set(null, null, null), "# EMPTY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dutch language", "", "x-nothing", "nl-x-a-text-that-is-too-long-for-a-tag"})
    void languageIsATag(String language) {
        given().refuses(set(language, null, null), "#/language INVALID_LANGUAGE");
    }

    @Test
    void frequencyIsACode() {
        given().refuses(set(null, "now and then", null), "#/frequency INVALID_ID");
        given().refuses(set(null, "123456782", null), "#/frequency NATIONAL_ID_NUMBER");
    }

    @Test
    void topicIsNamedByAnId() {
        given().refuses(set(null, null, Map.of("my mother", true)), "#/topics INVALID_ID");
        given().refuses(set(null, null, Map.of("123456782", true)), "#/topics INVALID_ID");
    }

    @Test
    void topicIsWantedOrNotOrHasACode() {
        var topics = new LinkedHashMap<String, @Nullable Object>();
        topics.put("a", 7);
        topics.put("b", List.of("x"));
        topics.put("c", null);
        topics.put("d", "no code");
        topics.put("e", "123456782");
        topics.put("f", false);

        given().refuses(
                        set(null, null, asSent(topics)),
                        "#/topics/a BAD_VALUE",
                        "#/topics/b BAD_VALUE",
                        "#/topics/c BAD_VALUE",
                        "#/topics/d INVALID_ID",
                        "#/topics/e NATIONAL_ID_NUMBER");
    }

    @Test
    void thereAreAHundredTopicsAtMost() {
        var topics = new HashMap<String, Object>();
        for (int i = 0; i < 100; i++) {
            topics.put("topic-" + i, true);
        }
        given().records(set(null, null, topics), new PreferencesSet(JAN, null, null, topics));

        topics.put("one-more", true);
        given().refuses(set(null, null, topics), "#/topics TOO_MANY");
    }

    @Test
    void everyFaultOfPreferencesIsNamedAtOnce() {
        given().refuses(
                        set("?", "?", Map.ofEntries(entry("topic", "?"))),
                        "#/language INVALID_LANGUAGE",
                        "#/frequency INVALID_ID",
                        "#/topics/topic INVALID_ID");
    }

    @Test
    void samePreferencesAgainChangeNothing() {
        given(new PreferencesSet(JAN, "nl", "weekly", TOPICS), Signal.OPT_OUT.recordedAt(NOW))
                .stands(set("nl", "weekly", TOPICS), 1);
    }

    @Test
    void onlyTheLastPreferencesStand() {
        var dutch = new PreferencesSet(JAN, "nl", null, null);
        var french = new PreferencesSet(JAN, "fr", null, null);

        given(dutch, french).records(set("nl", null, null), dutch);
    }

    @Test
    void preferencesAreNoConsent() {
        given(new PreferencesSet(JAN, null, null, Map.of("newsletter", true)))
                .records(live().consent(), Signal.CONSENT.recordedAt(NOW));
    }

    @SuppressWarnings({"NullAway", "unchecked"}) // A map in a body may hold null, whatever the types say.
    private static Map<String, Object> asSent(Map<String, @Nullable Object> topics) {
        return (Map) topics;
    }

    private static SetPreferences set(
            @Nullable String language, @Nullable String frequency, @Nullable Map<String, Object> topics) {
        return new SetPreferences(JAN, null, language, frequency, topics);
    }
}
