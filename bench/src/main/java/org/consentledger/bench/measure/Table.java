package org.consentledger.bench.measure;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The result: each figure beside its reference and its goal. */
final class Table {
    private static final String[] HEAD = {"what", "product", "reference", "ratio", "goal", "met"};

    private final List<String[]> rows = new ArrayList<>();
    private final PrintStream progress;

    /** @param progress is told of every row at once */
    Table(PrintStream progress) {
        this.progress = progress;
    }

    void row(String what, String product, String reference, String ratio) {
        add(what, product, reference, ratio, "", "");
    }

    void atLeast(double goal, double value, String what, String product, String reference) {
        add(what, product, reference, decimal(value), ">= " + decimal(goal), value >= goal ? "yes" : "NO");
    }

    void atMost(double goal, double value, String what, String product, String reference) {
        add(what, product, reference, decimal(value), "<= " + decimal(goal), value <= goal ? "yes" : "NO");
    }

    /** A goal for the figure itself. */
    void goal(String what, String product, String reference, String goal, boolean met) {
        add(what, product, reference, "", goal, met ? "yes" : "NO");
    }

    private void add(String... cells) {
        rows.add(cells);
        progress.println(". " + String.join(" | ", cells));
    }

    static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    void print(PrintStream out) {
        var width = new int[HEAD.length];
        var all = new ArrayList<String[]>();
        all.add(HEAD);
        all.addAll(rows);
        for (String[] row : all) {
            for (int i = 0; i < row.length; i++) {
                width[i] = Math.max(width[i], row[i].length());
            }
        }
        for (int r = 0; r < all.size(); r++) {
            print(out, all.get(r), width);
            if (r == 0) {
                var rule = new String[HEAD.length];
                for (int i = 0; i < rule.length; i++) {
                    rule[i] = "-".repeat(width[i]);
                }
                print(out, rule, width);
            }
        }
    }

    private static void print(PrintStream out, String[] row, int[] width) {
        var line = new StringBuilder("|");
        for (int i = 0; i < row.length; i++) {
            line.append(' ')
                    .append(row[i])
                    .append(" ".repeat(width[i] - row[i].length()))
                    .append(" |");
        }
        out.println(line);
    }
}
