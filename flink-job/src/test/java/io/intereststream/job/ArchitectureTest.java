package io.intereststream.job;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import io.intereststream.history.HistoryChange;
import io.intereststream.schema.ModelRelease;
import java.util.Set;

@AnalyzeClasses(
    packages = "io.intereststream",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final Set<String> DECIDERS =
      Set.of(
          "io.intereststream.history.History",
          "io.intereststream.job.update.PendingUpdate",
          "io.intereststream.job.update.QueuedViewer",
          "io.intereststream.job.update.Reembedding",
          "io.intereststream.job.update.ViewerEncoder",
          "io.intereststream.job.update.ViewerState");

  private static final Set<String> TIME =
      Set.of(
          "System.nanoTime",
          "System.currentTimeMillis",
          "Instant.now",
          "Clock.systemUTC",
          "Clock.systemDefaultZone",
          "InstantSource.system");

  private static final Set<String> METRICS =
      Set.of("addGroup", "counter", "gauge", "histogram", "meter");

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
          .layer("lifecycle")
          .definedBy("io.intereststream.job.lifecycle..")
          .layer("release")
          .definedBy("io.intereststream.job.release..")
          .layer("ingest")
          .definedBy("io.intereststream.job.ingest..")
          .layer("publish")
          .definedBy("io.intereststream.job.publish..")
          .layer("kafka")
          .definedBy("io.intereststream.job.kafka..")
          .layer("config")
          .definedBy("io.intereststream.job.config..")
          .layer("metric")
          .definedBy("io.intereststream.job.metric..")
          .layer("tuning")
          .definedBy("io.intereststream.job.tuning..")
          .whereLayer("job")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("update")
          .mayOnlyBeAccessedByLayers("job")
          .whereLayer("evaluation")
          .mayOnlyBeAccessedByLayers("job", "update")
          .whereLayer("lifecycle")
          .mayOnlyBeAccessedByLayers("job")
          .whereLayer("release")
          .mayOnlyBeAccessedByLayers("job", "update", "evaluation", "lifecycle")
          .whereLayer("ingest")
          .mayOnlyBeAccessedByLayers("job", "update", "evaluation")
          .whereLayer("kafka")
          .mayOnlyAccessLayers("config")
          .whereLayer("metric")
          .mayNotAccessAnyLayer()
          .whereLayer("tuning")
          .mayOnlyBeAccessedByLayers("update", "evaluation", "release", "config");

  /** Except the operator and the {@code Flink*} adapters of state, timers and metrics. */
  @ArchTest
  static final ArchRule updatesKnowNoFlink =
      noClasses()
          .that()
          .resideInAPackage("io.intereststream.job.update..")
          .and()
          .haveNameNotMatching(".*\\.(InterestUpdater|Flink\\w+)(\\$.*)?")
          .should(dependOnFlink());

  @ArchTest
  static final ArchRule releasesAreActivatedWithoutFlink =
      noClasses()
          .that()
          .haveSimpleName("ActiveRelease")
          .or()
          .haveSimpleName("Announced")
          .should(dependOnFlink());

  /**
   * The lease, the checks of a start, the end of a rebuild and the checks of checkpoints do not
   * depend on Flink, so that they can be tested without it.
   */
  @ArchTest
  static final ArchRule startsAreDecidedWithoutFlink =
      noClasses()
          .that()
          .haveFullyQualifiedName("io.intereststream.job.lifecycle.Lease")
          .or()
          .haveFullyQualifiedName("io.intereststream.job.lifecycle.CatchUp")
          .or()
          .haveFullyQualifiedName("io.intereststream.job.lifecycle.Lifecycle")
          .or()
          .haveFullyQualifiedName("io.intereststream.job.lifecycle.CheckpointWatch")
          .should(dependOnFlink());

  /** No class that imports Flink decides anything about a history, an epoch or an expiry. */
  @ArchTest
  static final ArchRule flinkDecidesNothing =
      noClasses()
          .that(DescribedPredicate.describe("depend on Flink", ArchitectureTest::dependsOnFlink))
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "decide about viewers", type -> DECIDERS.contains(type.getFullName())))
          .orShould()
          .callMethod(HistoryChange.class, "changedHistory")
          .orShould()
          .callMethod(ModelRelease.class, "getEpoch");

  @ArchTest
  static final ArchRule onlyTheOperatorAndTheStartReadTheJvmsTime =
      noClasses()
          .that()
          .haveNameNotMatching(".*\\.(InterestUpdater|InterestJob|LifecycleSource)")
          .and()
          .resideInAPackage("io.intereststream.job..")
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "it reads the time",
                  access ->
                      TIME.contains(
                          access.getTargetOwner().getSimpleName() + "." + access.getName())));

  /** So that {@code docs/metrics.md}, which is generated from the declarations, names them all. */
  @ArchTest
  static final ArchRule metricsAreRegisteredThroughTheirDeclaration =
      noClasses()
          .that()
          .resideInAPackage("io.intereststream.job..")
          .and()
          .doNotHaveFullyQualifiedName("io.intereststream.job.metric.JobMetric")
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "it registers a metric",
                  access ->
                      access.getTargetOwner().isAssignableTo("org.apache.flink.metrics.MetricGroup")
                          && METRICS.contains(access.getName())));

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

  private static boolean dependsOnFlink(JavaClass type) {
    return type.getDirectDependenciesFromSelf().stream()
        .anyMatch(d -> d.getTargetClass().getPackageName().startsWith("org.apache.flink."));
  }

  private static ArchCondition<JavaClass> dependOnFlink() {
    return dependOnClassesThat(resideInAPackage("org.apache.flink.."));
  }
}
