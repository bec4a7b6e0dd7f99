package org.consentledger.store.identity;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.consentledger.api.Code;
import org.consentledger.api.Faults;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.NationalIdNumber;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.api.subject.SubjectReference;
import org.consentledger.api.subject.SuppressedIdentifier;
import org.consentledger.store.sealing.LedgerKeys;
import org.consentledger.store.sealing.LedgerKeys.Pepper;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Reads how requests name people, finds them, and keeps each identifier to one subject. In the database identifiers
 * stand as HMAC-SHA-256 under a secret pepper: a plain hash of an address is guessed in no time.
 */
public final class Identities {
    private static final int HASH_BYTES = 32;
    private static final int MAX_VALUE_CHARACTERS = 200;
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,49}");
    private static final Pattern SUBJECT_ID =
            Pattern.compile("[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}");

    private final JdbcClient jdbc;
    private final PhoneNumbers phoneNumbers;
    private final LedgerKeys keys;

    Identities(JdbcClient jdbc, LedgerKeys keys, IdentitySettings settings) {
        this.jdbc = jdbc;
        this.keys = keys;
        this.phoneNumbers = new PhoneNumbers(settings.defaultRegion());
    }

    /**
     * Reads a reference to a person and puts it into its normal form.
     *
     * @param pointer where the reference stands in the request ({@code #/subject}); faults point below it
     * @return null where there was a fault, which is then among the faults
     */
    public @Nullable Named read(@Nullable SubjectReference reference, String pointer, Faults faults) {
        if (reference == null) {
            faults.add(pointer, Code.MISSING);
            return null;
        }
        String type = reference.type();
        if (type == null) {
            faults.add(pointer + "/type", Code.MISSING);
            return null;
        }
        return switch (type) {
            case "subject" -> subject(reference.value(), pointer + "/value", faults);
            case "email" -> email(reference.value(), pointer + "/value", faults);
            case "phone" -> phone(reference.value(), pointer + "/value", faults);
            case "external" -> external(reference, pointer, faults);
            default -> {
                faults.add(pointer + "/type", Code.UNKNOWN_SUBJECT_TYPE);
                yield null;
            }
        };
    }

    private static @Nullable Named subject(@Nullable String value, String pointer, Faults faults) {
        String trimmed = trimmed(value, pointer, faults);
        if (trimmed == null) {
            return null;
        }
        // UUID.fromString alone also takes shortened forms.
        if (!SUBJECT_ID.matcher(trimmed).matches()) {
            faults.add(pointer, Code.BAD_VALUE);
            return null;
        }
        return new Named.ById(new SubjectId(UUID.fromString(trimmed)));
    }

    private @Nullable Named email(@Nullable String value, String pointer, Faults faults) {
        String trimmed = trimmed(value, pointer, faults);
        if (trimmed == null) {
            return null;
        }
        String normal = EmailAddresses.normalise(trimmed);
        if (normal == null) {
            faults.add(pointer, Code.INVALID_EMAIL);
            return null;
        }
        return named(Identifier.Kind.EMAIL, null, normal);
    }

    private @Nullable Named phone(@Nullable String value, String pointer, Faults faults) {
        String trimmed = trimmed(value, pointer, faults);
        if (trimmed == null) {
            return null;
        }
        String normal = phoneNumbers.normalise(trimmed);
        if (normal == null) {
            faults.add(pointer, Code.INVALID_PHONE);
            return null;
        }
        return named(Identifier.Kind.PHONE, null, normal);
    }

    private @Nullable Named external(SubjectReference reference, String pointer, Faults faults) {
        String namespace = namespace(reference.namespace(), pointer + "/namespace", faults);
        String value = externalValue(reference.value(), pointer + "/value", faults);
        return namespace == null || value == null ? null : named(Identifier.Kind.EXTERNAL, namespace, value);
    }

    private static @Nullable String namespace(@Nullable String text, String pointer, Faults faults) {
        if (text == null || !NAMESPACE.matcher(text).matches()) {
            faults.add(pointer, Code.INVALID_EXTERNAL_ID);
            return null;
        }
        return unlessNationalIdNumber(text, pointer, faults);
    }

    private static @Nullable String externalValue(@Nullable String text, String pointer, Faults faults) {
        String trimmed = trimmed(text, pointer, faults);
        if (trimmed == null) {
            return null;
        }
        String normal = Normalizer.normalize(trimmed, Normalizer.Form.NFC);
        int characters = normal.codePointCount(0, normal.length());
        boolean ofLength = characters >= 1 && characters <= MAX_VALUE_CHARACTERS;
        if (!ofLength || !normal.codePoints().allMatch(Identities::isText)) {
            faults.add(pointer, Code.INVALID_EXTERNAL_ID);
            return null;
        }
        return unlessNationalIdNumber(normal, pointer, faults);
    }

    private static @Nullable String unlessNationalIdNumber(String text, String pointer, Faults faults) {
        if (NationalIdNumber.isIn(text)) {
            faults.add(pointer, Code.NATIONAL_ID_NUMBER);
            return null;
        }
        return text;
    }

    /** Half a surrogate pair has no bytes of its own: two different values would hash to the same. */
    private static boolean isText(int codePoint) {
        return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
    }

    /** The text without the white space around it, no-break spaces included. */
    private static @Nullable String trimmed(@Nullable String text, String pointer, Faults faults) {
        if (text == null) {
            faults.add(pointer, Code.MISSING);
            return null;
        }
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private Named.ByIdentifier named(Identifier.Kind kind, @Nullable String namespace, String normal) {
        Identifier identifier = new Identifier(kind, namespace, new Personal.Known(normal));
        return new Named.ByIdentifier(identifier, hashes(identifier));
    }

    /**
     * The keyed hashes under which the identifier may stand in {@code ledger.identifier}: one per active pepper, that of
     * the primary first.
     *
     * @param identifier in its normal form, in clear
     */
    public List<byte[]> hashes(Identifier identifier) {
        byte[] encoded = encoded(identifier);
        return keys.peppers().stream().map(pepper -> hash(pepper, encoded)).toList();
    }

    /**
     * What is kept of an identifier when whoever holds it is erased: its hash under each active pepper.
     *
     * @param identifier in its normal form, in clear
     */
    public List<SuppressedIdentifier> suppressed(Identifier identifier) {
        byte[] encoded = encoded(identifier);
        return keys.peppers().stream()
                .map(pepper -> new SuppressedIdentifier(identifier.kind(), pepper.keyId(), hash(pepper, encoded)))
                .toList();
    }

    private static byte[] hash(Pepper pepper, byte[] encoded) {
        try {
            return pepper.prf().compute(encoded, HASH_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("An identifier cannot be hashed", e);
        }
    }

    /** Each part behind its length, so that no two identifiers read the same. Stored hashes depend on every byte. */
    private static byte[] encoded(Identifier identifier) {
        if (!(identifier.value() instanceof Personal.Known known)) {
            throw new IllegalArgumentException("Only an identifier in clear can be looked up");
        }
        String namespace = identifier.namespace();
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        for (String part : List.of(identifier.kind().name(), namespace == null ? "" : namespace, known.value())) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            encoded.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            encoded.writeBytes(bytes);
        }
        return encoded.toByteArray();
    }

    /** Whom the ledger knows under this name, or null. */
    public @Nullable SubjectId find(Named named) {
        return switch (named) {
            case Named.ById byId -> exists(byId.subject()) ? byId.subject() : null;
            case Named.ByIdentifier byIdentifier -> owner(byIdentifier.hashes());
        };
    }

    private boolean exists(SubjectId subject) {
        return jdbc.sql(
                        "select exists (select from ledger.event where aggregate_id = ? and aggregate_type = 'Subject')")
                .param(subject.toString())
                .query(Boolean.class)
                .single();
    }

    private @Nullable SubjectId owner(List<byte[]> hashes) {
        return jdbc.sql("select subject_id from ledger.identifier where hash = any(?) limit 1")
                .param(array(hashes))
                .query(UUID.class)
                .optional()
                .map(SubjectId::new)
                .orElse(null);
    }

    /**
     * Makes the identifier the subject's in the current transaction; nothing happens where it is already. Waits for a
     * transaction that claims the same identifier, and then decides.
     *
     * @throws IdentifierTaken if it is another subject's; the transaction must be rolled back
     */
    public void claim(SubjectId subject, Identifier identifier) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("An identifier is claimed in the transaction that records it");
        }
        byte[] encoded = encoded(identifier);
        // While peppers rotate, a node that knows only the old one must meet the claims of a node that prefers the new
        // one: so every active hash is claimed. All nodes do so in the order of key ids, or two could wait in a circle.
        List<Pepper> ordered = keys.peppers().stream()
                .sorted(Comparator.comparing(Pepper::keyId))
                .toList();
        List<byte[]> hashes =
                ordered.stream().map(pepper -> hash(pepper, encoded)).toList();
        int claimed = jdbc.sql("""
                        insert into ledger.identifier (hash, pepper_key_id, subject_id)
                        select hash, pepper_key_id, ? from unnest(?, ?) as claim (hash, pepper_key_id)
                        on conflict (hash) do nothing
                        """)
                .params(
                        subject.value(),
                        array(hashes),
                        new SqlArrayValue(
                                "integer", ordered.stream().map(Pepper::keyId).toArray()))
                .update();
        if (claimed < hashes.size() && !holds(subject, hashes)) {
            throw new IdentifierTaken();
        }
    }

    /**
     * Makes the identifier nobody's in the current transaction, under all active peppers together; nothing happens where it
     * is not the subject's.
     */
    public void release(SubjectId subject, Identifier identifier) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("An identifier is released in the transaction that records it");
        }
        List<byte[]> hashes = hashes(identifier);
        // Whoever carries it over to another pepper holds one of its rows, and adds another: waited for here, so that
        // the
        // next statement sees both.
        jdbc.sql("select from ledger.identifier where hash = any(?) for update")
                .param(array(hashes))
                .query((row, number) -> number)
                .list();
        jdbc.sql("delete from ledger.identifier where hash = any(?) and subject_id = ?")
                .params(array(hashes), subject.value())
                .update();
    }

    /**
     * Gives the identifier a hash under the primary pepper where it has one under another, in the current transaction: it
     * stays whose it is. Nothing happens to an identifier that nobody holds any more.
     *
     * @param identifier in its normal form, in clear
     * @return how many hashes were added: one or none
     */
    public int carryOver(Identifier identifier) {
        byte[] encoded = encoded(identifier);
        List<Pepper> peppers = keys.peppers();
        Pepper primary = peppers.getFirst();
        byte[][] before =
                peppers.stream().skip(1).map(pepper -> hash(pepper, encoded)).toArray(byte[][]::new);
        // The row stays locked until the commit, so that it cannot be taken away meanwhile and live on in its copy.
        return jdbc.sql("""
                        insert into ledger.identifier (hash, pepper_key_id, subject_id)
                        select ?, ?, subject_id from (
                            select subject_id from ledger.identifier where hash = any(?) limit 1 for key share) held
                        on conflict (hash) do nothing
                        """)
                .params(hash(primary, encoded), primary.keyId(), new SqlArrayValue("bytea", (Object[]) before))
                .update();
    }

    private boolean holds(SubjectId subject, List<byte[]> hashes) {
        long held = jdbc.sql("select count(*) from ledger.identifier where hash = any(?) and subject_id = ?")
                .params(array(hashes), subject.value())
                .query(Long.class)
                .single();
        return held == hashes.size();
    }

    private static SqlArrayValue array(List<byte[]> hashes) {
        return new SqlArrayValue("bytea", (Object[]) hashes.toArray(byte[][]::new));
    }
}
