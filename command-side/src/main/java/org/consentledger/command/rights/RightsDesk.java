package org.consentledger.command.rights;

import java.time.Clock;
import org.axonframework.deadline.DeadlineManager;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.Repository;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.rights.Holidays;
import org.consentledger.api.rights.RightsRequestCommand.ReceiveRightsRequest;
import org.consentledger.api.rights.RightsRequestEvent.End;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestReceived;
import org.consentledger.api.rights.RightsRequestId;
import org.consentledger.api.subject.Outcome;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Opens and ends rights requests within the unit of work of something else that happens: what a person says and the
 * request that follows from it are recorded together or not at all.
 */
@Component
public class RightsDesk {
    private final ObjectProvider<Repository<RightsRequest>> requests;
    private final Holidays holidays;
    private final Clock clock;
    private final ObjectProvider<DeadlineManager> deadlines;

    RightsDesk(
            ObjectProvider<Repository<RightsRequest>> requests,
            Holidays holidays,
            Clock clock,
            ObjectProvider<DeadlineManager> deadlines) {
        this.requests = requests;
        this.holidays = holidays;
        this.clock = clock;
        this.deadlines = deadlines;
    }

    /** Opens the request that was received. */
    public Outcome receive(ReceiveRightsRequest receipt, Catalogue catalogue) {
        return created(receipt.request())
                .invoke(request -> request.handle(receipt, catalogue, holidays, clock, deadlines.getObject()));
    }

    /** Opens a request that follows from something else. */
    void open(RightsRequestReceived received) {
        created(received.request()).execute(request -> request.open(received, holidays, clock, deadlines.getObject()));
    }

    /** Ends a request because of something else; where it has ended, or never was, nothing happens. */
    void endUnlessEnded(End end) {
        Aggregate<RightsRequest> begun;
        try {
            begun = requests.getObject().load(end.request().toString());
        } catch (AggregateNotFoundException e) {
            return;
        }
        begun.execute(request -> request.endUnlessEnded(end, deadlines.getObject()));
    }

    private Aggregate<RightsRequest> created(RightsRequestId id) {
        try {
            return requests.getObject().loadOrCreate(id.toString(), RightsRequest::new);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
