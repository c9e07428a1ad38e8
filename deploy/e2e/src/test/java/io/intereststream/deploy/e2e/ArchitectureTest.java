package io.intereststream.deploy.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules over all modules; the rules within a module are tested there. */
@AnalyzeClasses(packages = "io.intereststream")
class ArchitectureTest {
  private static final String DEPLOY = "io.intereststream.deploy";
  private static final Path SOURCES = Path.of("..").toAbsolutePath().normalize();

  @ArchTest
  static final ArchRule modulesAreLayers =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage(DEPLOY + "..")
          .layer("local")
          .definedBy(DEPLOY + ".local..")
          .layer("audit")
          .definedBy(DEPLOY + ".audit..")
          .layer("bench")
          .definedBy(DEPLOY + ".bench..")
          .layer("cli")
          .definedBy(DEPLOY + ".cli..")
          .layer("e2e")
          .definedBy(DEPLOY + ".e2e..")
          .whereLayer("e2e")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("cli")
          .mayOnlyBeAccessedByLayers("e2e")
          .whereLayer("bench")
          .mayOnlyBeAccessedByLayers("cli", "e2e")
          .whereLayer("audit")
          .mayOnlyBeAccessedByLayers("bench", "cli", "e2e");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().assignedFrom(packagesOfTheProgram()).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheCommandParsesCommandLines =
      noClasses()
          .that()
          .resideOutsideOfPackage(DEPLOY + ".cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "me.tongfei..");

  @ArchTest
  static final ArchRule onlyTheDialectsReadCsv =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.intereststream.data.csv..")
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
          .resideOutsideOfPackages(DEPLOY + "..", "io.intereststream.training..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.intereststream.training..");

  @ArchTest
  static final ArchRule nothingElseKnowsDeploy =
      noClasses()
          .that()
          .resideOutsideOfPackage(DEPLOY + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(DEPLOY + "..");

  @ArchTest
  static final ArchRule whatIsPublicIsUsedByAnotherPackage =
      classes()
          .that()
          .resideInAPackage(DEPLOY + "..")
          .and()
          .areTopLevelClasses()
          .and()
          .haveModifier(JavaModifier.PUBLIC)
          .and()
          .doNotHaveFullyQualifiedName(DEPLOY + ".cli.InterestStream")
          .and()
          // Flink loads file systems as services, which must be public.
          .areNotAssignableTo("org.apache.flink.core.fs.FileSystem")
          .should(beUsedByAnotherPackage());

  /** Tests use what is above their own package; their jars are on this class path too. */
  private static SliceAssignment packagesOfTheProgram() {
    return new SliceAssignment() {
      @Override
      public String getDescription() {
        return "packages of the program";
      }

      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        String source = type.getSource().map(from -> from.getUri().toString()).orElse("");
        boolean tests = source.contains("/test-classes/") || source.contains("-tests.jar!");
        return tests ? SliceIdentifier.ignore() : SliceIdentifier.of(type.getPackageName());
      }
    };
  }

  private static ArchCondition<JavaClass> beUsedByAnotherPackage() {
    return new ArchCondition<>("be used by another package") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean used =
            type.getDirectDependenciesToSelf().stream()
                .anyMatch(
                    dependency ->
                        !dependency.getOriginClass().getPackage().equals(type.getPackage()));
        // A caller of the method need not name the type.
        boolean returned =
            type.getMethodsWithReturnTypeOfSelf().stream()
                .anyMatch(
                    method ->
                        method.getModifiers().contains(JavaModifier.PUBLIC)
                            && method.getOwner().getModifiers().contains(JavaModifier.PUBLIC));
        events.add(new SimpleConditionEvent(type, used || returned, type.getName()));
      }
    };
  }

  @ArchTest
  static void noPackageHasMoreThan30Classes(JavaClasses classes) {
    Map<String, Long> sizes =
        classes.that(DescribedPredicate.describe("top-level", JavaClass::isTopLevelClass)).stream()
            .filter(type -> type.getPackageName().startsWith(DEPLOY))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertThat(sizes).isNotEmpty().allSatisfy((name, size) -> assertThat(size).isLessThan(31));
  }

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      assertThat(
              files
                  .filter(file -> file.toString().contains("/src/main/java/"))
                  .filter(file -> file.toString().endsWith(".java"))
                  .map(Path::getParent)
                  .distinct())
          .isNotEmpty()
          .allSatisfy(folder -> assertThat(folder.resolve("package-info.java")).exists());
    }
  }
}
