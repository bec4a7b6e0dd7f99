package org.consentledger.store.sealing;

import com.google.crypto.tink.Aead;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.consentledger.store.Misconfigured;
import org.consentledger.store.sealing.LedgerKeys.KeyIds;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** Which of the keys outside the database the rows inside it need. */
public final class KeysInUse {
    /** Stands for keys of people whose wrapping key cannot be told from the stored bytes. */
    private static final int UNTOLD = 0;

    /** Nobody stands in both tables: who was erased is known by no name, and their suppressed ones are hashed no more. */
    private static final String HASHES = """
            select subject_id, pepper_key_id, count(*) as hashes from ledger.identifier group by 1, 2
            union all
            select subject_id, pepper_key_id, count(*) from ledger.suppression group by 1, 2""";

    private final JdbcClient jdbc;

    /** @param jdbc the database */
    public KeysInUse(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How many keys of people are wrapped under each key, by its id. */
    public Map<Integer, Long> wrapped() {
        return counted(
                "select coalesce(ledger.wrapping_key_id(wrapped_key), 0), count(*) from ledger.subject_key group by 1");
    }

    /** How many hashes of identifiers, those that are suppressed among them, there are under each pepper, by its id. */
    public Map<Integer, Long> hashed() {
        return counted("select pepper_key_id, sum(hashes) from (" + HASHES + ") hashed group by 1");
    }

    private Map<Integer, Long> counted(String query) {
        var counts = new TreeMap<Integer, Long>();
        jdbc.sql(query).query(row -> {
            counts.put(row.getInt(1), row.getLong(2));
        });
        return counts;
    }

    void refuseUnlessAllOpen(Aead keyEncryption, KeyIds known) {
        for (var used : wrapped().entrySet()) {
            int id = used.getKey();
            if (id != UNTOLD && !known.all().contains(id)) {
                throw new Misconfigured(
                        "The keyset of %s lacks the key %s, under which the keys of %d people are wrapped: it is another ledger's, or the key was removed too early."
                                .formatted(LedgerKeys.KEY_ENCRYPTION_KEY, shown(id), used.getValue()),
                        "Put the key back, or restore the file from its backup. A key can go when a rotation to another is finished.");
            }
            if (!opens(id, keyEncryption)) {
                throw new Misconfigured(
                        "The key of " + LedgerKeys.KEY_ENCRYPTION_KEY
                                + " does not open the keys in this database: it is another ledger's.",
                        "Restore the file that belongs to this database.");
            }
        }
    }

    /** One row for each key tells a mix-up, before it spreads. */
    private boolean opens(int keyId, Aead keyEncryption) {
        return jdbc.sql("""
                        select subject_id, wrapped_key from ledger.subject_key
                        where coalesce(ledger.wrapping_key_id(wrapped_key), 0) = ? limit 1""")
                .param(keyId)
                .query((row, number) -> SubjectKey.opens(
                        row.getObject("subject_id", UUID.class), row.getBytes("wrapped_key"), keyEncryption))
                .optional()
                .orElse(true);
    }

    void refuseUnlessAllAreFound(KeyIds known) {
        for (int id : hashed().keySet()) {
            long lost = known.all().contains(id) ? 0 : peopleFoundOnlyUnder(id, known.all());
            if (lost > 0) {
                throw new Misconfigured(
                        "The keyset of %s lacks the key %s, under which alone %d people are found: it is another ledger's, or the key was removed too early."
                                .formatted(LedgerKeys.LOOK_UP_PEPPER, shown(id), lost),
                        "Put the key back, or restore the file from its backup. A key can go when a rotation to another is finished.");
            }
        }
    }

    /**
     * How many people have identifiers under this pepper that they have under none of the others, people who were erased
     * and whose addresses are suppressed among them. An identifier has one hash for each pepper, and is given further ones
     * only beside those it has: so counting them tells.
     */
    public long peopleFoundOnlyUnder(int pepper, List<Integer> others) {
        return jdbc.sql("""
                        select count(*) from (
                            select max(hashes) filter (where pepper_key_id = ?) as needed,
                                max(hashes) filter (where pepper_key_id = any(?)) as found
                            from (%s) held
                            group by subject_id) person
                        where needed > coalesce(found, 0)""".formatted(HASHES))
                .params(pepper, new SqlArrayValue("integer", others.toArray()))
                .query(Long.class)
                .single();
    }

    private static String shown(int keyId) {
        return Integer.toUnsignedString(keyId);
    }
}
