package io.intereststream.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which package may use which: the list in {@code package-info} of this package, enforced. */
class ArchitectureTest {

  private static final String ROOT = "io.intereststream.model";

  private static final int MOST_CLASSES = 30;

  private static final JavaClasses MODEL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void eachLayerUsesOnlyThoseBelowIt() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("math")
        .definedBy(ROOT + ".math")
        .layer("release")
        .definedBy(ROOT + ".release")
        .layer("encoder")
        .definedBy(ROOT + ".encoder")
        .layer("architectures")
        .definedBy(ROOT + ".encoder.*")
        .layer("search")
        .definedBy(ROOT + ".search")
        .layer("serving")
        .definedBy(ROOT + ".serving")
        .layer("registry")
        .definedBy(ROOT + ".registry")
        .whereLayer("math")
        .mayNotAccessAnyLayer()
        .whereLayer("release")
        .mayOnlyAccessLayers("math")
        .whereLayer("encoder")
        .mayOnlyAccessLayers("math", "release")
        .whereLayer("architectures")
        .mayOnlyAccessLayers("math", "release", "encoder")
        .whereLayer("search")
        .mayOnlyAccessLayers("math", "release", "encoder")
        .whereLayer("serving")
        .mayOnlyAccessLayers("release", "encoder", "architectures", "search")
        .whereLayer("registry")
        .mayOnlyAccessLayers("release", "encoder", "architectures", "serving")
        .check(MODEL);
  }

  @Test
  void noArchitectureKnowsAnother() {
    slices().matching(ROOT + ".encoder.(*)").should().notDependOnEachOther().check(MODEL);
  }

  @Test
  void thereAreNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(MODEL);
  }

  @Test
  void theModelKnowsNoStreams() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.flink..",
            "org.apache.kafka..",
            "org.apache.avro..",
            "io.intereststream.schema..",
            "io.intereststream.training..",
            "io.intereststream.job..",
            "io.intereststream.deploy..")
        .check(MODEL);
  }

  @Test
  void onlyTheReferenceOfCmiKnowsNd4j() {
    noClasses()
        .that()
        .doNotHaveSimpleName("CmiReference")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.bytedeco..")
        .check(MODEL);
  }

  @Test
  void arithmeticKnowsNothingButJava() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".math")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "jdk.incubator.vector", "org.slf4j", ROOT + ".math")
        .check(MODEL);
  }

  @Test
  void onlyOneClassNeedsTheIncubatingModule() {
    noClasses()
        .that()
        .doNotHaveSimpleName("VectorLoops")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator..")
        .check(MODEL);
  }

  @Test
  void noPackageIsTooLarge() {
    Map<String, Long> sizes =
        MODEL.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertThat(sizes)
        .hasSizeGreaterThan(10)
        .allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(MOST_CLASSES));
  }
}
