package io.intereststream.job.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.job.config.DeliveryOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.lineage.TypeDatasetFacet;
import org.apache.flink.streaming.api.lineage.LineageDataset;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopicSinkTest {

  private static JobOptions options(DeliveryGuarantee guarantee) {
    Configuration configuration = new Configuration();
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, "broker:9092");
    configuration.set(ReleaseOptions.REGISTRY, "nowhere");
    configuration.set(DeliveryOptions.GUARANTEE, guarantee);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    return JobOptions.from(configuration);
  }

  @ParameterizedTest
  @EnumSource(names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
  void aSinkTravelsToTheClusterAndReportsItsTopicAndType(DeliveryGuarantee guarantee)
      throws Exception {
    JobOptions options = options(guarantee);

    var sink =
        (LineageVertexProvider)
            InstantiationUtil.clone(TopicSink.of("the-topic", 4, options, reason -> {}));
    assertThat(sink.getLineageVertex().datasets()).hasSize(1);
    LineageDataset dataset = sink.getLineageVertex().datasets().get(0);
    assertThat(dataset.name()).isEqualTo("the-topic");
    assertThat(dataset.namespace()).isEqualTo("kafka://broker:9092");
    assertThat(dataset.facets().values())
        .filteredOn(TypeDatasetFacet.class::isInstance)
        .singleElement()
        .extracting(facet -> ((TypeDatasetFacet) facet).getTypeInformation())
        .isEqualTo(OutputRecord.TYPE);
  }

  @Test
  void theSinkOfDeadLettersTravelsAndItsProducerNeverBlocksForLongWhateverTheOptions()
      throws Exception {
    JobOptions options = options(DeliveryGuarantee.AT_LEAST_ONCE);
    assertThat(InstantiationUtil.clone(new DeadLetterSink(options))).isNotNull();

    Configuration configuration = new Configuration();
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, "broker:9092");
    configuration.set(ReleaseOptions.REGISTRY, "nowhere");
    configuration.set(
        KafkaOptions.PROPERTIES,
        Map.of("max.block.ms", "600000", "enable.idempotence", "true", "compression.type", "gzip"));
    assertThat(DeadLetterSink.producer(JobOptions.from(configuration)))
        .containsEntry("max.block.ms", "300")
        .containsEntry("enable.idempotence", "false")
        .containsEntry("compression.type", "gzip")
        .containsEntry("bootstrap.servers", "broker:9092");
    assertThat(DeadLetterSink.producer(options)).containsEntry("compression.type", "lz4");
    // 4 parts of 32 KiB and the rest.
    assertThat(DeadLetterSink.largestLetter(options)).isEqualTo((128 + 16) << 10);
  }

  /** The job's jar has the library that Kafka compresses with. */
  @Test
  void lettersCanBeCompressed() throws Exception {
    byte[] zeros = new byte[100_000];
    ByteBufferOutputStream out = new ByteBufferOutputStream(1_000);
    try (OutputStream lz4 =
        Compression.lz4().build().wrapForOutput(out, RecordBatch.CURRENT_MAGIC_VALUE)) {
      lz4.write(zeros);
    }
    assertThat(out.position()).isLessThan(2_000);
  }
}
