package io.intereststream.deploy.audit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.intereststream.deploy.local.TopicReader;
import io.intereststream.history.Action;
import io.intereststream.history.SignalPolicy;
import io.intereststream.job.config.DeliverySettings;
import io.intereststream.job.config.EvaluationSettings;
import io.intereststream.job.config.HistorySettings;
import io.intereststream.job.config.IngestOptions;
import io.intereststream.job.config.IngestSettings;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaSettings;
import io.intereststream.job.config.ReleaseSettings;
import io.intereststream.job.config.TopicSettings;
import io.intereststream.job.evaluation.PairedHits;

@AnalyzeClasses(
    packages = "io.intereststream.deploy.audit",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String AUDIT = "io.intereststream.deploy.audit";
  private static final String STATUS = AUDIT + ".status..";
  private static final String OPTIONS = AUDIT + ".job..";

  /**
   * The audit cannot check code that it shares with the job. So it may use only the errors, the
   * releases and the reference encoder; it reads the schemas as resources.
   */
  @ArchTest
  static final ArchRule theAuditSharesOnlyReleasesWithTheJob =
      classes()
          .that(resideOutsideOfPackages(STATUS, OPTIONS))
          .should()
          .onlyDependOnClassesThat(
              resideOutsideOfPackages("io.intereststream..")
                  .or(resideInAPackage(AUDIT + "..").and(resideOutsideOfPackages(STATUS, OPTIONS)))
                  .or(
                      resideInAnyPackage(
                          "io.intereststream.error..",
                          "io.intereststream.model.encoder",
                          "io.intereststream.model.release..",
                          "io.intereststream.model.serving..")));

  /** The job's encoders update step by step; the audit computes whole histories. */
  @ArchTest
  static final ArchRule theAuditEncodesWithTheReferenceOnly =
      noClasses()
          .that(resideOutsideOfPackages(STATUS, OPTIONS))
          .should()
          .dependOnClassesThat()
          .haveSimpleName("IncrementalEncoder");

  @ArchTest
  static final ArchRule rulesKnowNothingButAHash =
      classes()
          .that()
          .resideInAPackage(AUDIT + ".rules..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(AUDIT + ".rules..", "java..", "com.dynatrace.hash4j..");

  @ArchTest
  static final ArchRule onlyOptionValuesComeFromTheJob =
      classes()
          .that()
          .resideInAPackage(OPTIONS)
          .should()
          .onlyDependOnClassesThat(
              resideOutsideOfPackages("io.intereststream.job..", "io.intereststream.history..")
                  .or(
                      belongToAnyOf(
                          JobOptions.class,
                          KafkaSettings.class,
                          TopicSettings.class,
                          IngestSettings.class,
                          IngestOptions.NullValues.class,
                          HistorySettings.class,
                          DeliverySettings.class,
                          SignalPolicy.class,
                          Action.class)));

  @ArchTest
  static final ArchRule theStatusSharesOnlyThisWithTheJob =
      classes()
          .that()
          .resideInAPackage(STATUS)
          .should()
          .onlyDependOnClassesThat(
              resideOutsideOfPackages("io.intereststream.job..", "io.intereststream.deploy..")
                  .or(resideInAPackage(STATUS))
                  .or(
                      belongToAnyOf(
                          TopicReader.class,
                          JobOptions.class,
                          KafkaSettings.class,
                          TopicSettings.class,
                          ReleaseSettings.class,
                          EvaluationSettings.class,
                          PairedHits.class)));

  @ArchTest
  static final ArchRule nothingHereKnowsFlink =
      noClasses().should().dependOnClassesThat().resideInAPackage("org.apache.flink..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.intereststream.deploy.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyCommandsPrint =
      GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
}
