package org.consentledger.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Set;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.spring.stereotype.Aggregate;
import org.consentledger.query.projection.Projection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RestController;

/** The rooms of the house and who may enter which. */
@AnalyzeClasses(packages = "org.consentledger", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] SQL = {"java.sql..", "javax.sql..", "org.springframework.jdbc..", "org.postgresql.."};

    @ArchTest
    static final ArchRule apiKnowsOnlyTheJdkAndAnnotations = classes()
            .that()
            .resideInAPackage("org.consentledger.api..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.consentledger.api..",
                    "java..",
                    "org.jspecify.annotations..",
                    "org.axonframework.modelling.command..",
                    "com.fasterxml.jackson.annotation..");

    @ArchTest
    static final ArchRule theSidesDoNotSeeEachOther = noClasses()
            .that()
            .resideInAPackage("org.consentledger.command..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.consentledger.query..", "org.consentledger.app..");

    @ArchTest
    static final ArchRule norDoesTheQuerySide = noClasses()
            .that()
            .resideInAPackage("org.consentledger.query..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.consentledger.command..", "org.consentledger.app..");

    @ArchTest
    static final ArchRule theStoreKnowsNoSideAndNoHttp = noClasses()
            .that()
            .resideInAPackage("org.consentledger.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.consentledger.command..",
                    "org.consentledger.query..",
                    "org.consentledger.app..",
                    "org.springframework.web..",
                    "jakarta.servlet..");

    @ArchTest
    static final ArchRule aggregatesDoNoInputOrOutput = noClasses()
            .that()
            .areAnnotatedWith(Aggregate.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "java.sql..", "javax.sql..", "java.net..", "java.io..");

    @ArchTest
    static final ArchRule theDecisionIsPure = classes()
            .that()
            .resideInAPackage("org.consentledger.query.decision.rules..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.consentledger.api..",
                    "org.consentledger.query.decision.rules..",
                    "java.lang..",
                    "java.util..",
                    "java.time..",
                    "org.jspecify.annotations..",
                    "com.fasterxml.jackson.annotation..");

    @ArchTest
    static final ArchRule theDecisionReadsNoClock = noClasses()
            .that()
            .resideInAPackage("org.consentledger.query.decision.rules..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);

    @ArchTest
    static final ArchRule onlyClockTellsTime = noClasses()
            .should()
            .callMethodWhere(
                    DescribedPredicate.describe("reads the time without a Clock", ArchitectureTest::readsTime));

    @ArchTest
    static final ArchRule endpointsArePackagePrivate =
            classes().that().areAnnotatedWith(RestController.class).should().bePackagePrivate();

    @ArchTest
    static final ArchRule endpointsSpeakNoSql = noClasses()
            .that()
            .areAnnotatedWith(RestController.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SQL);

    @ArchTest
    static final ArchRule projectionsSendNoCommands = noClasses()
            .that(DescribedPredicate.describe("handle events", ArchitectureTest::handlesEvents))
            // What handles events over there are policies: they decide what follows from them.
            .and()
            .resideOutsideOfPackage("org.consentledger.command..")
            .or()
            .areAssignableTo(Projection.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.axonframework.commandhandling..", "org.consentledger.command..");

    @ArchTest
    static final ArchRule sqlIsWrittenWithJdbcClient = noMethods()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage("org.consentledger.query..", "org.consentledger.command..")
            .should()
            .haveRawReturnType(DescribedPredicate.describe(
                    "of JDBC but " + JdbcClient.class.getSimpleName(),
                    type -> type.getPackageName().startsWith("java.sql")));

    @ArchTest
    static final ArchRule nothingIsCalledCommonOrUtil = noClasses()
            .should()
            .resideInAnyPackage("..common..", "..core..", "..util..", "..impl..", "..dto..", "..model..");

    private static boolean readsTime(JavaCall<?> call) {
        Set<Class<?>> timed =
                Set.of(Instant.class, LocalDate.class, LocalDateTime.class, OffsetDateTime.class, ZonedDateTime.class);
        boolean now = call.getName().equals("now")
                && timed.stream().anyMatch(type -> call.getTargetOwner().isEquivalentTo(type))
                && call.getTarget().getRawParameterTypes().stream().noneMatch(type -> type.isAssignableTo(Clock.class));
        boolean millis = call.getTargetOwner().isEquivalentTo(System.class)
                && call.getName().equals("currentTimeMillis");
        return now || millis;
    }

    private static boolean handlesEvents(JavaClass type) {
        return type.getMethods().stream().anyMatch(method -> method.isAnnotatedWith(EventHandler.class));
    }
}
