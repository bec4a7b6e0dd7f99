package org.consentledger.store.representation;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.modelling.command.ConcurrencyException;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.RepresentationId;
import org.consentledger.api.subject.SubjectEvent.RepresentationDescribed;
import org.consentledger.api.subject.SubjectEvent.SubjectErased;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** All representations, as they were last described; kept in the very transaction that appends the event. */
@Component
@ProcessingGroup(Representations.PROCESSOR)
public class Representations {
    /** The name of the subscribing processor that keeps the register. */
    public static final String PROCESSOR = "representations";

    private final JdbcClient jdbc;

    Representations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A person acts for a company.
     *
     * @param from the first day; null: always
     * @param to the day from which it is over; null: not yet known
     */
    public record Representation(
            RepresentationId id,
            SubjectId subjectId,
            CompanyId company,
            @Nullable String role,
            @Nullable LocalDate from,
            @Nullable LocalDate to) {}

    /** Whose representation it is. */
    public Optional<SubjectId> subjectOf(RepresentationId id) {
        return jdbc.sql("select subject_id from ledger.representation where representation_id = ?")
                .param(id.value())
                .query(UUID.class)
                .optional()
                .map(SubjectId::new);
    }

    /** Those of a company in the order of their ids, after the given one; at most {@code limit}. */
    public List<Representation> of(CompanyId company, String after, int limit) {
        return jdbc.sql("""
                        select * from ledger.representation where company = ? and representation_id > ?
                        order by representation_id limit ?""")
                .params(company.value(), after, limit)
                .query((row, number) -> new Representation(
                        new RepresentationId(row.getString("representation_id")),
                        new SubjectId(row.getObject("subject_id", UUID.class)),
                        new CompanyId(row.getString("company")),
                        row.getString("role"),
                        row.getObject("valid_from", LocalDate.class),
                        row.getObject("valid_to", LocalDate.class)))
                .list();
    }

    @EventHandler
    void on(RepresentationDescribed event) {
        int described = jdbc.sql("""
                        insert into ledger.representation as held
                            (representation_id, subject_id, company, role, valid_from, valid_to)
                        values (?, ?, ?, ?, ?, ?)
                        on conflict (representation_id) do update
                        set company = excluded.company, role = excluded.role, valid_from = excluded.valid_from,
                            valid_to = excluded.valid_to
                        where held.subject_id = excluded.subject_id""")
                .param(event.representation().value())
                .param(event.subject().value())
                .param(event.company().value())
                .param(event.role())
                .param(event.from())
                .param(event.to())
                .update();
        if (described == 0) {
            throw new ConcurrencyException("The representation was described for another subject meanwhile");
        }
    }

    /** Whom a company sends is not told of people who are erased. */
    @EventHandler
    void on(SubjectErased event) {
        jdbc.sql("delete from ledger.representation where subject_id = ?")
                .param(event.subject().value())
                .update();
    }
}
