package org.consentledger.api;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a list.
 *
 * @param next the cursor of the next stretch; null at the end
 */
public record Page<T>(List<T> items, @Nullable String next) {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    /** The stretch of a list that is at hand in full. */
    public static <T> Page<T> of(List<T> all, @Nullable Integer limit, @Nullable String cursor) {
        int from = (int) Math.min(position(cursor), all.size());
        int to = Math.min(from + limit(limit), all.size());
        return new Page<>(List.copyOf(all.subList(from, to)), to < all.size() ? cursor(to) : null);
    }

    /**
     * How many items a caller gets: 100 unless asked otherwise.
     *
     * @throws Refusal unless it is 1 to 1000
     */
    public static int limit(@Nullable Integer asked) {
        if (asked == null) {
            return DEFAULT_LIMIT;
        }
        if (asked < 1 || asked > MAX_LIMIT) {
            throw Refusal.of(List.of(new Fault("#/query/limit", Code.BAD_VALUE, "The limit is 1 to " + MAX_LIMIT)));
        }
        return asked;
    }

    /** The cursor that leads to a position. */
    public static String cursor(long position) {
        return encoded(Long.toString(position));
    }

    /**
     * The position that a cursor leads to; the beginning where there is none.
     *
     * @throws Refusal if it is not one that was given out
     */
    public static long position(@Nullable String cursor) {
        if (cursor == null) {
            return 0;
        }
        try {
            long position = Long.parseLong(decoded(cursor));
            if (position >= 0) {
                return position;
            }
        } catch (IllegalArgumentException e) {
            // Answered below, like every other cursor that was never given out.
        }
        throw notOfThisList();
    }

    /** The cursor that leads to what follows an item in a list that is ordered by a time and then by an id. */
    public static String cursor(Object time, Object id) {
        return encoded(time + "/" + id);
    }

    /**
     * The place that a cursor by time and id leads to; null, for the beginning, where there is none.
     *
     * @param place makes it of the two, and throws {@link IllegalArgumentException} or {@link DateTimeException} where it
     *     cannot
     * @throws Refusal if it is not one that was given out
     */
    public static <P> @Nullable P place(@Nullable String cursor, BiFunction<String, String, P> place) {
        if (cursor == null) {
            return null;
        }
        try {
            String text = decoded(cursor);
            int slash = text.indexOf('/');
            // Years of more digits begin with a sign, and no database keeps them.
            if (slash > 0 && Character.isDigit(text.charAt(0))) {
                return place.apply(text.substring(0, slash), text.substring(slash + 1));
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            // Answered below, like every other cursor that was never given out.
        }
        throw notOfThisList();
    }

    private static String encoded(String place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.US_ASCII));
    }

    private static String decoded(String cursor) {
        return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
    }

    private static Refusal notOfThisList() {
        return Refusal.of(List.of(new Fault("#/query/cursor", Code.BAD_VALUE, "The cursor is not one of this list")));
    }
}
