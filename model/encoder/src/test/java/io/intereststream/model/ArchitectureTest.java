package io.intereststream.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses ENCODER =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.intereststream.model");

  @Test
  void theEncoderKnowsNoStreams() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.flink..",
            "org.apache.kafka..",
            "org.apache.avro..",
            "io.intereststream.schema..",
            "io.intereststream.job..",
            "io.intereststream.deploy..")
        .check(ENCODER);
  }

  @Test
  void onlyTheReferenceOfCmiKnowsNd4j() {
    noClasses()
        .that()
        .doNotHaveSimpleName("CmiReference")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.bytedeco..")
        .check(ENCODER);
  }
}
