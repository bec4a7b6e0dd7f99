package org.consentledger.app.journey;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Events in numbers, written past the server as an import would write them: consents and opt-outs in turn. */
final class ManyEvents {
    private static final String SEALED = "AYPhHlFYue1CL8X6HwJ1F0t1RlRffpDn2H+vhcJ/qClzOG+iruWby5ZAo3E=";
    private static final String ACT = """
            "act":{"scope":{"controllers":["noorderlicht-accounting"],"purposes":["surveys"]},\
            "occurredAt":"2025-03-02T10:15:30.123456Z","source":"SUBJECT",\
            "evidence":{"wordingHash":"sha256:%s","ip":{"sealed":"%s"},"userAgent":{"sealed":"%s"}}}""".formatted("0123456789abcdef".repeat(4), SEALED, SEALED);
    private static final String CONSENT = """
            {"subject":"%%s",%s,"notice":{"id":"stakeholder","version":"2024-05-20","language":"nl"},"mechanism":"CHECKBOX"}""".formatted(ACT);
    private static final String OPT_OUT = """
            {"subject":"%%s",%s}""".formatted(ACT);

    private ManyEvents() {}

    /** The id of one of the people these events are about. */
    static String subject(int number) {
        return "019f0000-0000-7000-8000-%012x".formatted(number);
    }

    /**
     * Writes events about people numbered from 0, each event about the next person, again and again from the first: so that
     * people have a consent first, then an opt-out, then a consent, and neighbours in the ledger are never of one stream.
     */
    static void write(JdbcClient jdbc, int people, int events) {
        jdbc.sql("""
                        insert into ledger.event (event_id, aggregate_id, sequence, aggregate_type, recorded_at, payload_type,
                                                  payload_revision, payload, metadata)
                        select gen_random_uuid()::text, subject, n / :people, 'Subject',
                               timestamptz '2025-03-02 10:16:00Z' + n * interval '1 ms',
                               case n / :people % 2 when 0 then 'consent-given' else 'opted-out' end, '1',
                               convert_to(format(case n / :people % 2 when 0 then :consent else :opt_out end, subject), 'UTF8'),
                               '{"client":"import"}'
                        from (select n, '019f0000-0000-7000-8000-' || lpad(to_hex(n % :people), 12, '0') as subject from generate_series(0, :events - 1) n) numbered
                        order by n""")
                .param("people", people)
                .param("events", events)
                .param("consent", CONSENT)
                .param("opt_out", OPT_OUT)
                .update();
    }

    /** Writes one event, whatever its content. */
    static void write(JdbcClient jdbc, String subject, long sequence, String type, String payload) {
        jdbc.sql("""
                        insert into ledger.event (event_id, aggregate_id, sequence, aggregate_type, recorded_at, payload_type,
                                                  payload_revision, payload, metadata)
                        values (gen_random_uuid()::text, ?, ?, 'Subject', now(), ?, '1', convert_to(?, 'UTF8'),
                                '{"client":"import"}')""").params(subject, sequence, type, payload).update();
    }

    static String consent(String subject) {
        return CONSENT.formatted(subject);
    }

    static String optOut(String subject) {
        return OPT_OUT.formatted(subject);
    }
}
