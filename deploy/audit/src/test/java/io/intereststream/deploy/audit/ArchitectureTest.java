package io.intereststream.deploy.audit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
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
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.evaluation.PairedHits;
import io.intereststream.job.ingest.EventDecoder;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.update.ViewerState;

@AnalyzeClasses(
    packages = "io.intereststream.deploy.audit",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** The list may only become shorter: what the audit shares with the job it cannot check. */
  @ArchTest
  static final ArchRule theAuditSharesOnlyThisWithTheJob =
      classes()
          .that()
          .resideInAPackage("io.intereststream.deploy.audit")
          .should()
          .onlyDependOnClassesThat(
              resideOutsideOfPackages("io.intereststream.job..", "io.intereststream.deploy..")
                  .or(resideInAPackage("io.intereststream.deploy.audit"))
                  .or(
                      belongToAnyOf(
                          TopicReader.class,
                          JobOptions.class,
                          ViewerState.class,
                          Watch.class,
                          EventDecoder.class)));

  @ArchTest
  static final ArchRule theStatusSharesOnlyThisWithTheJob =
      classes()
          .that()
          .resideInAPackage("io.intereststream.deploy.audit.status")
          .should()
          .onlyDependOnClassesThat(
              resideOutsideOfPackages("io.intereststream.job..", "io.intereststream.deploy..")
                  .or(resideInAPackage("io.intereststream.deploy.audit.status"))
                  .or(belongToAnyOf(TopicReader.class, JobOptions.class, PairedHits.class)));

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
