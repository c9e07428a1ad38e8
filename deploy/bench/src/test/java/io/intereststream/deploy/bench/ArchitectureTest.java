package io.intereststream.deploy.bench;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaSettings;
import io.intereststream.job.config.TopicSettings;

@AnalyzeClasses(
    packages = "io.intereststream.deploy.bench",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule latencyIsMeasuredAsAReaderWould =
      classes()
          .that()
          .resideInAPackage("io.intereststream.deploy.bench.latency")
          .should()
          .onlyDependOnClassesThat(
              resideOutsideOfPackage("io.intereststream..")
                  .or(resideInAPackage("io.intereststream.deploy.bench.latency"))
                  .or(resideInAPackage("io.intereststream.deploy.bench.child"))
                  .or(resideInAPackage("io.intereststream.error"))
                  .or(resideInAPackage("io.intereststream.schema.."))
                  .or(belongToAnyOf(JobOptions.class, KafkaSettings.class, TopicSettings.class)));

  @ArchTest
  static final ArchRule onlyTheComparedEncoderUsesLibtorch =
      noClasses()
          .that()
          .doNotHaveSimpleName("LibtorchEncoder")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.intereststream.training..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.intereststream.deploy.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyCommandsPrint =
      GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
}
