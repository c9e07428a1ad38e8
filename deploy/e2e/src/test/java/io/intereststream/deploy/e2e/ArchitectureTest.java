package io.intereststream.deploy.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.intereststream",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule onlyCommandsParseCommandLines =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.intereststream.deploy.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "me.tongfei..");

  @ArchTest
  static final ArchRule onlyDataSetsReadCsv =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.intereststream.deploy.cli.dataset..", "io.intereststream.training.data..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("de.siegmar.fastcsv..");

  @ArchTest
  static final ArchRule onlyTrainingUsesLibtorch =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.intereststream.training..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco.pytorch..");

  @ArchTest
  static final ArchRule nothingButDeployKnowsTraining =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.intereststream.deploy..", "io.intereststream.training..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.intereststream.training..");

  @ArchTest
  static final ArchRule nothingBelowKnowsTheCommands =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.intereststream.deploy.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.intereststream.deploy.cli..");

  @ArchTest
  static final ArchRule nothingElseKnowsDeploy =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.intereststream.deploy..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.intereststream.deploy..");
}
