package io.intereststream.deploy;

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
          .resideOutsideOfPackages("io.intereststream.deploy.command..", "io.intereststream.deploy")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "me.tongfei..");

  @ArchTest
  static final ArchRule onlyDataSetsReadCsv =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.intereststream.deploy.dataset..", "io.intereststream.training.data..")
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
          .resideInAPackage("io.intereststream.deploy.*..")
          .and()
          .resideOutsideOfPackage("io.intereststream.deploy.command..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.intereststream.deploy.command..");

  @ArchTest
  static final ArchRule nothingElseKnowsDeploy =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.intereststream.deploy..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.intereststream.deploy..");
}
