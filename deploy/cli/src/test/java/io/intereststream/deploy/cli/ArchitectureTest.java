package io.intereststream.deploy.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;

@AnalyzeClasses(
    packages = "io.intereststream.deploy.cli",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String CLI = "io.intereststream.deploy.cli";

  private static final DescribedPredicate<JavaClass> COMMANDS_AND_OPTIONS =
      describe(
          "are commands or options",
          type ->
              type.getPackageName().equals(CLI)
                  || outermost(type).endsWith("Command")
                  || outermost(type).endsWith("Options"));

  private static String outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type.getSimpleName());
  }

  @ArchTest
  static final ArchRule onlyCommandsAndOptionsParseCommandLines =
      noClasses()
          .that(DescribedPredicate.not(COMMANDS_AND_OPTIONS))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule groupsOfCommandsStandSideBySide =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage(CLI + "..")
          .layer("root")
          .definedBy(CLI)
          .layer("bench")
          .definedBy(CLI + ".bench")
          .layer("demo")
          .definedBy(CLI + ".demo")
          .layer("encode")
          .definedBy(CLI + ".encode")
          .layer("job")
          .definedBy(CLI + ".job")
          .layer("model")
          .definedBy(CLI + ".model")
          .layer("train")
          .definedBy(CLI + ".train")
          .layer("replay")
          .definedBy(CLI + ".replay")
          .layer("data")
          .definedBy(CLI + ".dataset")
          .layer("shared")
          .definedBy(CLI + ".option", CLI + ".output")
          .whereLayer("root")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("bench")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("demo")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("encode")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("job")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("model")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("train")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("replay")
          .mayOnlyBeAccessedByLayers("root", "demo")
          .whereLayer("data")
          .mayOnlyBeAccessedByLayers("root", "bench", "demo", "replay", "train");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.intereststream.deploy.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule progressIsShownInOnePlace =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI + ".output")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("me.tongfei..");

  @ArchTest
  static final ArchRule whatIsPrintedGoesThroughTheCommandLine =
      GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
}
