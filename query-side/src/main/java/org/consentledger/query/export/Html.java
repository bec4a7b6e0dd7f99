package org.consentledger.query.export;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Writes HTML. Whatever is not a tag is escaped, wherever it comes from. */
final class Html {
    private final StringBuilder page = new StringBuilder("<!doctype html>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element. */
    Html open(String tag, String... attributes) {
        page.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            page.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escaped(attributes[i + 1]))
                    .append('"');
        }
        page.append('>');
        open.push(tag);
        return this;
    }

    /** An element that has no content, and no end. */
    Html single(String tag, String... attributes) {
        open(tag, attributes);
        open.pop();
        return this;
    }

    /** Closes the element opened last. */
    Html close() {
        page.append("</").append(open.pop()).append(">\n");
        return this;
    }

    Html text(String text) {
        page.append(escaped(text));
        return this;
    }

    /** An element that holds a text. */
    Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    /** A style sheet: the one part that is written as it is, since it comes from the code alone. */
    Html style(String sheet) {
        page.append("<style>").append(sheet).append("</style>\n");
        return this;
    }

    /** A table with a caption and column headings; each row is a list of what writes its cells. */
    Html table(String caption, Collection<String> headings, Collection<Row> rows) {
        open("table").element("caption", caption).open("thead").open("tr");
        headings.forEach(heading -> element("th", heading, "scope", "col"));
        close().close().open("tbody");
        for (Row row : rows) {
            open("tr");
            for (int i = 0; i < row.cells().size(); i++) {
                if (i == 0) {
                    open("th", "scope", "row");
                } else {
                    open("td");
                }
                row.cells().get(i).accept(this);
                close();
            }
            close();
        }
        return close().close();
    }

    /** The cells of a row, of which the first is its heading. */
    record Row(List<Consumer<Html>> cells) {
        @SafeVarargs
        static Row of(Consumer<Html>... cells) {
            return new Row(List.of(cells));
        }
    }

    private static String escaped(String text) {
        var safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> {
                    // Other control characters may not stand in a page at all.
                    if (c >= ' ' || c == '\n' || c == '\t') {
                        safe.appendCodePoint(c);
                    }
                }
            }
        });
        return safe.toString();
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("Not closed: " + open);
        }
        return page.toString();
    }
}
