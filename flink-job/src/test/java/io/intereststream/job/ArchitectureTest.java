package io.intereststream.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.intereststream",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule eachPackageKnowsOnlyThoseBelowIt =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.intereststream.job..")
          .layer("job")
          .definedBy("io.intereststream.job")
          .layer("update")
          .definedBy("io.intereststream.job.update..")
          .layer("evaluation")
          .definedBy("io.intereststream.job.evaluation..")
          .layer("release")
          .definedBy("io.intereststream.job.release..")
          .layer("ingest")
          .definedBy("io.intereststream.job.ingest..")
          .layer("publish")
          .definedBy("io.intereststream.job.publish..")
          .layer("config")
          .definedBy("io.intereststream.job.config..")
          .layer("tuning")
          .definedBy("io.intereststream.job.tuning..")
          .whereLayer("job")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("update")
          .mayOnlyBeAccessedByLayers("job")
          .whereLayer("evaluation")
          .mayOnlyBeAccessedByLayers("job", "update")
          .whereLayer("release")
          .mayOnlyBeAccessedByLayers("job", "update", "evaluation")
          .whereLayer("ingest")
          .mayOnlyBeAccessedByLayers("job", "update", "evaluation")
          .whereLayer("tuning")
          .mayOnlyBeAccessedByLayers("update", "evaluation", "release", "config");

  @ArchTest
  static final ArchRule aViewersStateIsPure =
      noClasses()
          .that()
          .haveSimpleName("ViewerState")
          .or()
          .haveSimpleName("PendingUpdate")
          .or()
          .haveSimpleName("Sparse")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..", "org.nd4j..");

  @ArchTest
  static final ArchRule decodingAndRulesNeedNoFlink =
      classes()
          .that()
          .haveSimpleName("EventDecoder")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.intereststream..");

  @ArchTest
  static final ArchRule theModelKnowsNoFlinkAndNoKafka =
      noClasses()
          .that()
          .resideInAPackage("io.intereststream.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..", "org.apache.kafka..", "io.intereststream.job..");

  @ArchTest
  static final ArchRule schemasKnowOnlyAvro =
      noClasses()
          .that()
          .resideInAPackage("io.intereststream.schema..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..",
              "org.apache.kafka..",
              "org.nd4j..",
              "io.intereststream.job..",
              "io.intereststream.model..");

  @ArchTest
  static final ArchRule theInsideOfSchemasIsForItsCodecsAlone =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.intereststream.schema..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.intereststream.schema.internal..");

  @ArchTest
  static final ArchRule theJobReachesNd4jOnlyThroughTheModel =
      noClasses()
          .that()
          .resideInAPackage("io.intereststream.job..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.nd4j..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.intereststream.job.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noDumps =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper");
}
