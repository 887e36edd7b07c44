// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "mesure",
  products: [
    .executable(name: "mesure", targets: ["mesure"]),
    // For the package under Benchmarks/, which measures them from outside.
    .library(name: "Expressions", targets: ["Expressions"]),
    .library(name: "Decisions", targets: ["Decisions"]),
    .library(name: "Hub", targets: ["Hub"]),
    .library(name: "Learning", targets: ["Learning"]),
    .library(name: "LearningTrials", targets: ["LearningTrials"]),
    .library(name: "Messages", targets: ["Messages"]),
    .library(name: "Populations", targets: ["Populations"]),
    .library(name: "Records", targets: ["Records"]),
    .library(name: "Simulations", targets: ["Simulations"]),
    .library(name: "Statistics", targets: ["Statistics"]),
    .library(name: "StatisticsTrials", targets: ["StatisticsTrials"]),
    .library(name: "StoreSQLite", targets: ["StoreSQLite"]),
    .library(name: "Sweeps", targets: ["Sweeps"]),
    .library(name: "Times", targets: ["Times"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // The pure rooms: no clock, no file, no environment, no Foundation.
    .target(name: "Times"),
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
    // The standard library's rounding of doubles calls the C library's, which nothing else here would link.
    .target(name: "Expressions", dependencies: ["CRE2", "Times"], linkerSettings: [.linkedLibrary("m")]),
    // The square root of doubles is the C library's, exact on every machine.
    .target(name: "Statistics", linkerSettings: [.linkedLibrary("m")]),
    .target(name: "Decisions", dependencies: ["Expressions", "Statistics", "Times"]),
    .target(name: "Learning", dependencies: ["Decisions", "Expressions", "Statistics", "Times"]),
    .target(name: "Indicators", dependencies: ["Decisions", "Learning", "Statistics", "Times"]),
    .target(name: "Journeys", dependencies: ["Decisions", "Expressions", "Times"]),
    .target(name: "Sweeps", dependencies: ["Decisions", "Statistics"]),
    .target(name: "Populations"),
    .target(
      name: "Simulations",
      dependencies: ["Decisions", "Expressions", "Journeys", "Learning", "Populations", "Sweeps", "Times"]),
    .target(name: "Similarities"),
    .target(name: "Audits", dependencies: ["Decisions", "Similarities", "Times"]),
    // Files: customers, charters, and one from the other.
    .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "Records", dependencies: ["CSimdjson"]),
    // What is said: content, and a message for each channel.
    .target(
      name: "Messages",
      dependencies: [
        "Decisions", "Expressions", "Records", "Times", .product(name: "Mustache", package: "swift-mustache"),
      ]),
    .target(name: "CHaru", linkerSettings: [.linkedLibrary("hpdf")]),
    .target(name: "Letters", dependencies: ["CHaru", "Messages"]),
    .target(name: "CEmbedded"),
    // Opens libxgboost when a charter first needs it; nothing links it.
    .target(name: "CXGBoost"),
    .target(name: "BroughtModels", dependencies: ["CXGBoost", "Decisions"]),
    .target(
      name: "Charters",
      dependencies: [
        "BroughtModels", "CEmbedded", "Decisions", "Expressions", "Journeys", "Messages", "Populations", "Times",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "Yams", package: "Yams"),
      ],
      exclude: ["Calendars"]),
    .target(name: "Intake", dependencies: ["Audits", "Charters", "Decisions", "Expressions", "Records", "Times"]),
    .target(
      name: "Explanations",
      dependencies: ["Audits", "Charters", "Decisions", "Expressions", "Learning", "Records", "Times"]),
    // The authority, and what stands around it.
    .target(
      name: "Hub",
      dependencies: [
        "Charters", "Decisions", "Explanations", "Expressions", "Indicators", "Intake", "Journeys", "Learning",
        "Messages", "Records", "Statistics",
        "Sweeps", "Times",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "Logging", package: "swift-log"),
      ]),
    .target(
      name: "StoreSQLite",
      dependencies: [
        "Charters", "Hub", "Times", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .target(name: "HubTesting", dependencies: ["Charters", "Decisions", "Hub", "Times"]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
    .target(
      name: "Channels",
      dependencies: [
        "CCurl", "Hub", "Letters", "Messages", "Times",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"), .product(name: "Yams", package: "Yams"),
      ]),
    .target(
      name: "Web",
      dependencies: [
        "CZlib", "Charters", "Decisions", "Explanations", "Expressions", "Hub", "Indicators", "Intake", "Journeys",
        "Learning", "Messages", "Records", "Sweeps", "Times",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "HummingbirdCore", package: "hummingbird"), .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .executableTarget(
      name: "mesure",
      dependencies: [
        "Audits", "Channels", "Charters", "Decisions", "Explanations", "Expressions", "Hub", "Indicators", "Journeys",
        "Intake", "Learning", "Letters", "Messages", "Records", "Populations", "Similarities", "Simulations",
        "Statistics", "StoreSQLite", "Times", "Web",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    // Repeatable chance for tests.
    .target(name: "Seeds", path: "Tests/Seeds"),
    .testTarget(name: "TimesTests", dependencies: ["Seeds", "Times"]),
    // Seeded experiments that are looked at often, and public ones, for the tests of Statistics and for its benchmarks.
    .target(name: "StatisticsTrials", dependencies: ["Seeds", "Statistics"], path: "Tests/StatisticsTrials"),
    .testTarget(name: "StatisticsTests", dependencies: ["Seeds", "Statistics", "StatisticsTrials"]),
    .testTarget(name: "ExpressionsTests", dependencies: ["Expressions", "Seeds", "Times"]),
    .testTarget(
      name: "SimulationsTests",
      dependencies: [
        "Charters", "Decisions", "Expressions", "Intake", "Journeys", "Populations", "Records", "Simulations", "Sweeps",
        "Times",
      ]),
    .testTarget(
      name: "SweepsTests", dependencies: ["Decisions", "Expressions", "Seeds", "Statistics", "Sweeps", "Times"]),
    .testTarget(name: "SimilaritiesTests", dependencies: ["Seeds", "Similarities"]),
    .testTarget(
      name: "AuditsTests",
      dependencies: [
        "Audits", "Charters", "Decisions", "Explanations", "Intake", "Records", "Seeds", "Similarities", "Times",
      ]),
    .testTarget(name: "PopulationsTests", dependencies: ["Populations", "Charters"]),
    .testTarget(name: "DecisionsTests", dependencies: ["Decisions", "Expressions", "Seeds", "Times"]),
    // Public experiments, for the tests of Learning and for its benchmarks.
    .target(
      name: "LearningTrials", dependencies: ["Decisions", "Learning", "Seeds", "Times"], path: "Tests/LearningTrials"),
    .testTarget(
      name: "LearningTests",
      dependencies: ["Decisions", "Expressions", "Learning", "LearningTrials", "Seeds", "Statistics", "Times"]),
    .testTarget(
      name: "IndicatorsTests", dependencies: ["Decisions", "Indicators", "Learning", "Seeds", "Statistics", "Times"]),
    // Trains models of XGBoost for tests.
    .target(name: "CXGBoostTraining", path: "Tests/CXGBoostTraining", linkerSettings: [.linkedLibrary("m")]),
    .testTarget(
      name: "BroughtModelsTests", dependencies: ["BroughtModels", "CXGBoostTraining", "Decisions", "Seeds"],
      exclude: ["Fixtures"]),
    .testTarget(name: "JourneysTests", dependencies: ["Decisions", "Expressions", "Journeys", "Seeds", "Times"]),
    .testTarget(
      name: "ChannelsTests",
      dependencies: [
        "Channels", "Hub", "HubTesting", "Messages", "Seeds", "Times",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "MessagesTests",
      dependencies: ["Charters", "Decisions", "Expressions", "Letters", "Messages", "Records", "Seeds", "Times"]),
    .testTarget(name: "RecordsTests", dependencies: ["Records", "Seeds"]),
    .testTarget(
      name: "ChartersTests",
      dependencies: ["BroughtModels", "Charters", "Decisions", "Expressions", "Intake", "Journeys", "Records", "Times"]),
    .testTarget(
      name: "IntakeTests",
      dependencies: ["Charters", "Decisions", "Expressions", "Intake", "Records", "Seeds", "Times"]),
    .testTarget(
      name: "ExplanationsTests",
      dependencies: ["Charters", "Decisions", "Explanations", "Intake", "Learning", "Records", "Times"]),
    .testTarget(
      name: "HubTests",
      dependencies: [
        "Charters", "Decisions", "Explanations", "Expressions", "Hub", "HubTesting", "Indicators", "Intake", "Journeys",
        "Learning", "Populations", "Records", "Seeds", "Simulations", "Times",
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "StoreTests",
      dependencies: [
        "Charters", "Hub", "HubTesting", "Seeds", "StoreSQLite", .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .testTarget(
      name: "WebTests",
      dependencies: [
        "Charters", "Decisions", "Expressions", "Hub", "HubTesting", "Records", "Seeds", "Times", "Web",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    // The program as it is run, for tests from outside.
    .target(name: "Servers", path: "Tests/Servers"),
    .testTarget(name: "CommandTests", dependencies: ["Seeds", "Servers"]),
    .testTarget(name: "CrashTests", dependencies: ["Seeds", "Servers"]),
    // The repository itself: fence, links, commands of the documents.
    .testTarget(name: "RepositoryTests"),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
