import Decisions

extension Format {
  /// models.yaml: models that were brought.
  static let models = Shape.table(
    "model",
    .object(
      ObjectShape(
        noun: "a model",
        fields: [
          Field("kind", .word(["attribute", "expression", "xgboost"]), "where its number comes from", required: true),
          Field("attribute", .name, "the attribute that holds its number"),
          Field("expression", .expression, "the expression that gives its number"),
          Field("file", .text, "its file, such as models/name.json"),
          Field(
            "features", .either([.record(.expression), .list(.expression)]),
            "what the file is asked with: expressions in its order, or by the names that it has for them"),
          Field("rounds", .integer(1...1_000_000), "the first so many rounds of boosting only"),
          Field("output", .word(BroughtModel.Output.allCases.map(\.rawValue)), "what its number means"),
          Field("calibrate", .flag, "whether its mistakes are corrected, once they are known"),
        ])))

  /// A number or an expression, or a model by its name.
  static let propensity = Shape.either([
    .object(
      ObjectShape(noun: "a propensity", fields: [Field("model", .name, "a model of models.yaml", required: true)])),
    .quantity,
  ])
}
