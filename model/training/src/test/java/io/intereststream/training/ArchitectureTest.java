package io.intereststream.training;

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
  private static final String TRAINING = "io.intereststream.training.";
  private static final String DATA = "io.intereststream.data";

  @ArchTest
  static final ArchRule trainingKnowsNoFlinkNoKafkaAndNoCommand =
      noClasses()
          .that()
          .resideInAPackage(TRAINING + ".")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..",
              "org.apache.kafka..",
              "io.intereststream.job..",
              "io.intereststream.deploy..",
              "picocli..");

  @ArchTest
  static final ArchRule nothingElseUsesLibtorch =
      noClasses()
          .that()
          .resideOutsideOfPackage(TRAINING + ".")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bytedeco.pytorch..", TRAINING + ".");

  @ArchTest
  static final ArchRule reportsNeedNoLibtorch =
      noClasses()
          .that()
          .resideInAnyPackage(TRAINING + "report..", TRAINING + "compare..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco..");

  @ArchTest
  static final ArchRule trainingGetsSequencesAndReadsNoFormat =
      noClasses()
          .that()
          .resideInAPackage(TRAINING + ".")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("de.siegmar.fastcsv..", DATA, DATA + ".csv..", DATA + ".synthetic..");

  @ArchTest
  static final ArchRule dependenciesGoOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("tensor")
          .definedBy(TRAINING + "tensor..")
          .layer("data")
          .definedBy(DATA + "..")
          .layer("model")
          .definedBy(TRAINING + "model..")
          .layer("evaluate")
          .definedBy(TRAINING + "evaluate..")
          .layer("train")
          .definedBy(TRAINING + "train..")
          .layer("compare")
          .definedBy(TRAINING + "compare..")
          .layer("report")
          .definedBy(TRAINING + "report..")
          .whereLayer("tensor")
          .mayNotAccessAnyLayer()
          .whereLayer("data")
          .mayNotAccessAnyLayer()
          .whereLayer("model")
          .mayOnlyAccessLayers("tensor")
          .whereLayer("evaluate")
          .mayOnlyAccessLayers("tensor", "data", "model")
          .whereLayer("train")
          .mayOnlyAccessLayers("tensor", "data", "model", "evaluate")
          .whereLayer("compare")
          .mayOnlyAccessLayers("data", "train")
          .whereLayer("report")
          .mayOnlyAccessLayers("evaluate", "train", "compare");

  @ArchTest
  static final ArchRule everyClassHasItsLayer =
      classes()
          .that()
          .resideInAPackage(TRAINING + ".")
          .should()
          .resideInAnyPackage(
              TRAINING + "tensor..",
              TRAINING + "model..",
              TRAINING + "evaluate..",
              TRAINING + "train..",
              TRAINING + "compare..",
              TRAINING + "report..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching(TRAINING + "(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noDumps =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper");
}
