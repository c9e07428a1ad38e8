package io.intereststream.schema.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.schema.CodecFactory;
import io.intereststream.schema.Interest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReleasedSchemasTest {

  private static final Path CURRENT = Path.of("src/main/avro");
  private static final Path RELEASED =
      Path.of("src/main/resources/io/intereststream/schema/released");

  static List<String> records() {
    return ReleasedSchemas.RECORDS;
  }

  @Test
  void everySchemaFileIsAReleasedRecord() throws Exception {
    try (Stream<Path> files = Files.list(CURRENT)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".avsc", "")))
          .as("src/main/avro: add a new record's name to ReleasedSchemas.RECORDS")
          .containsExactlyInAnyOrderElementsOf(ReleasedSchemas.RECORDS);
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void versionsAreNumberedWithoutAGap(String record) throws Exception {
    try (Stream<Path> files = Files.list(RELEASED.resolve(record))) {
      assertThat(ReleasedSchemas.of(record))
          .as("released/%s: number the files 1.avsc, 2.avsc … without a gap", record)
          .hasSize((int) files.count())
          .isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void theCurrentSchemaIsTheNewestReleasedOne(String record) throws Exception {
    Schema current = new Schema.Parser().parse(Files.readString(CURRENT.resolve(record + ".avsc")));
    List<Schema> versions = ReleasedSchemas.of(record);
    assertThat(current.toString())
        .as(
            "src/main/avro/%1$s.avsc differs from released/%1$s/%2$d.avsc. Never change a released"
                + " file: copy the new schema to released/%1$s/%3$d.avsc",
            record, versions.size(), versions.size() + 1)
        .isEqualTo(versions.get(versions.size() - 1).toString());
  }

  @ParameterizedTest
  @MethodSource("records")
  void everyVersionReadsEveryOther(String record) {
    List<Schema> versions = ReleasedSchemas.of(record);
    for (int reader = 1; reader <= versions.size(); reader++) {
      for (int writer = 1; writer <= versions.size(); writer++) {
        SchemaCompatibility.SchemaPairCompatibility result =
            SchemaCompatibility.checkReaderWriterCompatibility(
                versions.get(reader - 1), versions.get(writer - 1));
        assertThat(result.getType())
            .as(
                "%1$s version %2$d cannot read version %3$d: %4$s. Add or remove only fields with"
                    + " a default and only symbols other than the enum's default, do not change"
                    + " types or names; what was not released yet may still be changed",
                record, reader, writer, result.getResult().getIncompatibilities())
            .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void everyRecordFieldAndEnumIsDocumentedAndEveryEnumHasADefault(String record) {
    assertThat(undocumented(ReleasedSchemas.of(record).get(0), record)).isEmpty();
  }

  private static List<String> undocumented(Schema schema, String path) {
    List<String> missing = new ArrayList<>();
    switch (schema.getType()) {
      case RECORD -> {
        if (schema.getDoc() == null) {
          missing.add(path + ": doc");
        }
        for (Schema.Field field : schema.getFields()) {
          String fieldPath = path + "." + field.name();
          if (field.doc() == null) {
            missing.add(fieldPath + ": doc");
          }
          missing.addAll(undocumented(field.schema(), fieldPath));
        }
      }
      case ENUM -> {
        if (schema.getDoc() == null) {
          missing.add(path + ": doc");
        }
        if (schema.getEnumDefault() == null) {
          missing.add(path + ": default symbol");
        }
      }
      case ARRAY -> missing.addAll(undocumented(schema.getElementType(), path));
      case MAP -> missing.addAll(undocumented(schema.getValueType(), path));
      case UNION -> schema.getTypes().forEach(type -> missing.addAll(undocumented(type, path)));
      default -> {}
    }
    return missing;
  }

  @Test
  void otherClassesHaveNone() {
    CodecFactory factory = CodecFactory.singleObject(List.of());
    assertThatThrownBy(() -> factory.create(Interest.class, "topic"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("io.intereststream.schema.Interest (expected: one of [WatchEvent");
  }
}
