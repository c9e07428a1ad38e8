package io.intereststream.training;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Collectors;

/** Which package may use which: the list in {@code package-info} of this package, enforced. */
@AnalyzeClasses(
    packages = "io.intereststream",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String TRAINING = "io.intereststream.training.";
  private static final int MOST_CLASSES = 30;

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
  static final ArchRule dataRecipesAndReportsNeedNoLibtorch =
      noClasses()
          .that()
          .resideInAnyPackage(
              TRAINING + "data..",
              TRAINING + "recipe..",
              TRAINING + "report..",
              TRAINING + "compare..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco..");

  @ArchTest
  static final ArchRule onlyDataReadsCsv =
      noClasses()
          .that()
          .resideOutsideOfPackage(TRAINING + "data..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("de.siegmar.fastcsv..");

  @ArchTest
  static final ArchRule onlyReportsDraw =
      noClasses()
          .that()
          .resideOutsideOfPackage(TRAINING + "report..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.knowm.xchart..", "java.awt..");

  @ArchTest
  static final ArchRule dependenciesGoOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("tensor")
          .definedBy(TRAINING + "tensor..")
          .layer("recipe")
          .definedBy(TRAINING + "recipe..")
          .layer("data")
          .definedBy(TRAINING + "data..")
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
          .whereLayer("recipe")
          .mayNotAccessAnyLayer()
          .whereLayer("data")
          .mayNotAccessAnyLayer()
          .whereLayer("model")
          .mayOnlyAccessLayers("tensor", "recipe")
          .whereLayer("evaluate")
          .mayOnlyAccessLayers("tensor", "data", "model")
          .whereLayer("train")
          .mayOnlyAccessLayers("tensor", "recipe", "data", "model", "evaluate")
          .whereLayer("compare")
          .mayOnlyAccessLayers("recipe", "data", "train")
          .whereLayer("report")
          .mayOnlyAccessLayers("evaluate", "train", "compare");

  @ArchTest
  static final ArchRule everyClassHasItsLayer =
      classes()
          .that()
          .resideInAPackage(TRAINING + ".")
          .and()
          .doNotHaveSimpleName("package-info")
          .should()
          .resideInAnyPackage(
              TRAINING + "tensor..",
              TRAINING + "recipe..",
              TRAINING + "data..",
              TRAINING + "model..",
              TRAINING + "evaluate..",
              TRAINING + "train..",
              TRAINING + "compare..",
              TRAINING + "report..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching(TRAINING + "(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheRunClockReadsTheTime =
      noClasses()
          .that()
          .resideInAPackage(TRAINING + ".")
          .and()
          .haveNameNotMatching(".*\\.RunClock(\\$.*)?")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.time.Clock.class);

  @ArchTest
  static final ArchRule noDumps =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper");

  @ArchTest
  static void noPackageIsTooLarge(JavaClasses all) {
    Map<String, Long> sizes =
        all.stream()
            .filter(type -> type.getPackageName().startsWith("io.intereststream.training"))
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertThat(sizes)
        .containsKey(TRAINING + "model")
        .allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(MOST_CLASSES));
  }
}
