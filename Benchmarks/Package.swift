// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that nobody who builds or uses Mesure has to build the benchmarks.
let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "mesure", path: "..")],
  targets: [
    .target(name: "CAllocations"),
    .executableTarget(
      name: "DecisionBenchmarks",
      dependencies: [
        "CAllocations",
        .product(name: "Decisions", package: "mesure"),
        .product(name: "Expressions", package: "mesure"),
        .product(name: "Hub", package: "mesure"),
        .product(name: "Populations", package: "mesure"),
        .product(name: "Simulations", package: "mesure"),
        .product(name: "Sweeps", package: "mesure"),
        .product(name: "Times", package: "mesure"),
      ]),
    .executableTarget(
      name: "EffectBenchmarks",
      dependencies: [
        .product(name: "Learning", package: "mesure"), .product(name: "LearningTrials", package: "mesure"),
      ]),
    .executableTarget(
      name: "LearningBenchmarks",
      dependencies: [
        .product(name: "Decisions", package: "mesure"), .product(name: "Expressions", package: "mesure"),
        .product(name: "Learning", package: "mesure"), .product(name: "LearningTrials", package: "mesure"),
        .product(name: "Times", package: "mesure"),
      ]),
    .executableTarget(
      name: "MessageBenchmarks",
      dependencies: [
        .product(name: "Decisions", package: "mesure"), .product(name: "Expressions", package: "mesure"),
        .product(name: "Messages", package: "mesure"), .product(name: "Times", package: "mesure"),
      ]),
    .executableTarget(
      name: "RestraintBenchmarks", dependencies: [.product(name: "Simulations", package: "mesure")]),
    .executableTarget(
      name: "StatisticsBenchmarks",
      dependencies: [
        .product(name: "Statistics", package: "mesure"), .product(name: "StatisticsTrials", package: "mesure"),
      ]),
    .executableTarget(
      name: "TempoBenchmarks",
      dependencies: [
        .product(name: "Decisions", package: "mesure"), .product(name: "Learning", package: "mesure"),
        .product(name: "LearningTrials", package: "mesure"), .product(name: "Times", package: "mesure"),
      ]),
    .executableTarget(
      name: "StoreBenchmarks",
      dependencies: [.product(name: "Hub", package: "mesure"), .product(name: "StoreSQLite", package: "mesure")]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
