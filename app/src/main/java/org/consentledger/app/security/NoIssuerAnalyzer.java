package org.consentledger.app.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in plain words at start-up what is missing. */
final class NoIssuerAnalyzer extends AbstractFailureAnalyzer<IssuerChoice.NoIssuer> {
    @Override
    protected FailureAnalysis analyze(Throwable root, IssuerChoice.NoIssuer cause) {
        return new FailureAnalysis(
                "A database is configured, but no issuer of access tokens; demo clients do not guard a real database.",
                "Set spring.security.oauth2.resourceserver.jwt.issuer-uri to your issuer (and ledger.issuer.audience to"
                        + " the audience its tokens name for this server), or, to try things out only,"
                        + " ledger.issuer.embedded=true.",
                cause);
    }
}
