package io.intereststream.data;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(
    packages = "io.intereststream.data",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String DATA = "io.intereststream.data";

  @ArchTest
  static final ArchRule readingIsPureJava =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "de.siegmar.fastcsv..",
              "io.intereststream.history..",
              "io.intereststream.error..",
              DATA + "..");

  @ArchTest
  static final ArchRule onlyTheDialectsKnowTheParser =
      noClasses()
          .that()
          .resideOutsideOfPackage(DATA + ".csv..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("de.siegmar.fastcsv..");

  @ArchTest
  static final ArchRule dependenciesGoOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("csv")
          .definedBy(DATA + ".csv..")
          .layer("logs")
          .definedBy(DATA)
          .layer("sequence")
          .definedBy(DATA + ".sequence..")
          .layer("synthetic")
          .definedBy(DATA + ".synthetic..")
          .whereLayer("csv")
          .mayNotAccessAnyLayer()
          .whereLayer("logs")
          .mayOnlyAccessLayers("csv")
          .whereLayer("sequence")
          .mayOnlyAccessLayers("csv", "logs")
          .whereLayer("synthetic")
          .mayOnlyAccessLayers("csv", "logs", "sequence");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching(DATA + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule timeComesFromAClockThatIsPassedIn =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC");

  @ArchTest
  static final ArchRule noDumps =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper");
}
