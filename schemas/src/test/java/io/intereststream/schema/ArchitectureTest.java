package io.intereststream.schema;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.avro.specific.AvroGenerated;

@AnalyzeClasses(
    packages = "io.intereststream",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String SCHEMA = "io.intereststream.schema";
  private static final String INTERNAL = "io.intereststream.schema.internal";

  @ArchTest
  static final ArchRule KNOWS_AVRO_AND_THE_JDK_ALONE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(SCHEMA, INTERNAL, "org.apache.avro..", "java..");

  @ArchTest
  static final ArchRule INTERNAL_KNOWS_NO_RECORD_AND_NO_CODEC =
      classes()
          .that()
          .resideInAPackage(INTERNAL)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(INTERNAL, "org.apache.avro..", "java..");

  @ArchTest
  static final ArchRule INTERNAL_IS_USED_BY_THE_CODECS_ALONE =
      classes()
          .that()
          .resideInAPackage(INTERNAL)
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAnyPackage(SCHEMA, INTERNAL);

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.intereststream.(**)").should().beFreeOfCycles();

  /** Besides the generated records, these types and no others are for users of the module. */
  @ArchTest
  static final ArchRule THE_PUBLIC_TYPES_ARE_FEW =
      classes()
          .that()
          .resideInAPackage(SCHEMA)
          .and()
          .arePublic()
          .and()
          .areTopLevelClasses()
          .and(not(annotatedWith(AvroGenerated.class)))
          .should()
          .be(CodecFactory.class)
          .orShould()
          .be(RecordCodec.class)
          .orShould()
          .be(RecordDecodeException.class)
          .orShould()
          .be(DecodeLimits.class)
          .orShould()
          .be(FloatVector.class)
          .orShould()
          .be(VectorBytes.class);
}
