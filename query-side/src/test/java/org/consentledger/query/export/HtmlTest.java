package org.consentledger.query.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlTest {
    @Test
    void whateverIsNoTagIsEscaped() {
        var html = new Html()
                .open("p", "title", "\"><script>'&")
                .text("<b onclick='x()'>\"Jan & Co\"</b>\u0000\u0007")
                .close();
        assertThat(html.toString())
                .isEqualTo("<!doctype html>\n<p title=\"&quot;&gt;&lt;script&gt;&#39;&amp;\">"
                        + "&lt;b onclick=&#39;x()&#39;&gt;&quot;Jan &amp; Co&quot;&lt;/b&gt;</p>\n");
    }

    @Test
    void tableHasCaptionAndHeadings() {
        var html = new Html()
                .table(
                        "All",
                        List.of("When", "What"),
                        List.of(Html.Row.of(one -> one.text("now"), two -> two.text("<"))))
                .toString();
        assertThat(html)
                .contains("<caption>All</caption>")
                .contains("<th scope=\"col\">When</th>")
                .contains("<th scope=\"row\">now</th>")
                .contains("<td>&lt;</td>");
    }

    @Test
    void everythingOpenedIsClosed() {
        assertThatThrownBy(() -> new Html().open("p").toString()).isInstanceOf(IllegalStateException.class);
    }
}
