package io.intereststream.deploy.local;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.intereststream.job.InterestJob;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.lifecycle.CheckpointFiles;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.job.tuning.TuningOptions;

@AnalyzeClasses(
    packages = "io.intereststream.deploy.local",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule clustersKnowOnlyHowTheJobIsStarted =
      classes()
          .should()
          .onlyDependOnClassesThat(
              resideOutsideOfPackage("io.intereststream..")
                  .or(
                      resideInAnyPackage(
                          "io.intereststream.deploy.local", "io.intereststream.error"))
                  .or(resideInAPackage(JobOptions.class.getPackageName()))
                  .or(resideInAPackage(TuningOptions.class.getPackageName()))
                  .or(
                      belongToAnyOf(
                          InterestJob.class, EncoderProvider.class, CheckpointFiles.class)));

  @ArchTest
  static final ArchRule theTopicReaderKnowsNothingElse =
      classes()
          .that(belongToAnyOf(TopicReader.class))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("java..", "org.apache.kafka..", "io.intereststream.error")
                  .or(belongToAnyOf(TopicReader.class)));

  @ArchTest
  static final ArchRule theBrokerKnowsNoFlink =
      noClasses()
          .that(belongToAnyOf(LocalBroker.class, BrokerJvm.class, LoopbackPorts.class))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink..");

  /** It also runs on the class path of the broker. */
  @ArchTest
  static final ArchRule theMainClassOfChildrenKnowsTheJdkAlone =
      classes()
          .that(belongToAnyOf(ChildMain.class))
          .should()
          .onlyDependOnClassesThat(resideInAPackage("java..").or(belongToAnyOf(ChildMain.class)));

  @ArchTest
  static final ArchRule onlyCommandsPrint =
      GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
}
