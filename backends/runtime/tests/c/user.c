/* A user of a compiled model, through the public header alone. Prints nothing and returns 0 if all
 * is as it should be; otherwise prints the line that was wrong. Argument: a damaged weights file. */
#include "terrace.h"

#include <stdio.h>
#include <string.h>

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            printf("line %d: %s\nlast error: %s\n", __LINE__, #condition, terrace_last_error()); \
            return 1;                                                                              \
        }                                                                                          \
    } while (0)

/* The call fails with this status, and its message contains the text. */
#define REJECTS(call, status, text)                                                                \
    do {                                                                                           \
        CHECK((call) == (status));                                                                 \
        CHECK(strstr(terrace_last_error(), text) != NULL);                                         \
    } while (0)

_Static_assert(sizeof(terrace_options) == 16, "as in src/capi/options.rs");
_Static_assert(sizeof(terrace_tensor) == 24, "as in src/tensor.rs");
_Static_assert(sizeof(terrace_tensor_info) == 32, "as in src/abi.rs");
_Static_assert(sizeof(terrace_kernel) == 32, "as in src/capi/mod.rs");
_Static_assert(offsetof(terrace_tensor, dtype) == 16, "as in src/tensor.rs");
_Static_assert(offsetof(terrace_tensor_info, shape) == 16, "as in src/abi.rs");

enum { ROWS = 4, COLUMNS = 250, N = ROWS * COLUMNS };

static float x[N], y[N + 1];
static const int64_t shape[] = {ROWS, COLUMNS}, swapped[] = {COLUMNS, ROWS};
static const terrace_tensor in = {x, shape, TERRACE_F32, 2}, out = {y, shape, TERRACE_F32, 2};

static int describes(const terrace_model *model) {
    CHECK(terrace_abi_version() == TERRACE_ABI_VERSION);
    CHECK(terrace_n_inputs(model) == 1 && terrace_n_outputs(model) == 1);
    CHECK(terrace_arena_bytes(model) == 4 * N && terrace_weights_bytes(model) == 4 * N);
    const terrace_tensor_info *info = terrace_input_info(model, 0);
    CHECK(info != NULL && strcmp(info->name, "x") == 0);
    CHECK(info->dtype == TERRACE_F32 && info->rank == 2 && info->bytes == 4 * N);
    CHECK(info->shape[0] == ROWS && info->shape[1] == COLUMNS);
    info = terrace_output_info(model, 0);
    CHECK(info != NULL && strcmp(info->name, "y") == 0);
    CHECK(terrace_input_info(model, 1) == NULL);
    CHECK(strcmp(terrace_last_error(), "there is no input 1: the model has 1") == 0);
    CHECK(terrace_output_info(NULL, 0) == NULL);
    CHECK(strcmp(terrace_last_error(), "the model is null") == 0);
    CHECK(terrace_n_inputs(NULL) == 0 && terrace_threads(NULL) == 0);
    return 0;
}

static int computes(const terrace_model *model) {
    for (int round = 0; round < 100; round++) {
        for (int i = 0; i < N; i++) {
            x[i] = (float)(i + round);
            y[i] = -1;
        }
        CHECK(terrace_run(model, &in, 1, &out, 1) == TERRACE_OK);
        for (int i = 0; i < N; i++)
            CHECK(y[i] == 2 * (float)(N - 1 - i + round) + (float)(i % 10));
    }
    return 0;
}

static int profiles(const terrace_model *model) {
    terrace_kernel kernel;
    CHECK(terrace_n_kernels(model) == 2);
    CHECK(terrace_kernel_info(model, 1, &kernel) == TERRACE_OK);
    CHECK(strcmp(kernel.name, "reverse_add") == 0 && strcmp(kernel.source, "Slice_1,Add_2") == 0);
    CHECK(kernel.calls == 100 && kernel.total_ns > 0);
    terrace_reset_profile(model);
    CHECK(terrace_kernel_info(model, 1, &kernel) == TERRACE_OK);
    CHECK(kernel.calls == 0 && kernel.total_ns == 0);
    REJECTS(terrace_kernel_info(model, 2, &kernel), TERRACE_ERR_ARGUMENT, "no kernel 2");
    REJECTS(terrace_kernel_info(model, 0, NULL), TERRACE_ERR_ARGUMENT, "null");
    return 0;
}

static int rejects_tensors(const terrace_model *model) {
    terrace_tensor bad = in;
    y[0] = 42;
    REJECTS(terrace_run(NULL, &in, 1, &out, 1), TERRACE_ERR_ARGUMENT, "the model is null");
    REJECTS(terrace_run(model, NULL, 1, &out, 1), TERRACE_ERR_ARGUMENT, "inputs is null");
    REJECTS(terrace_run(model, &in, 0, &out, 1), TERRACE_ERR_ARGUMENT, "expected 1 inputs, got 0");
    REJECTS(terrace_run(model, &in, 1, NULL, 0), TERRACE_ERR_ARGUMENT, "expected 1 outputs, got 0");
    bad.data = NULL;
    REJECTS(terrace_run(model, &bad, 1, &out, 1), TERRACE_ERR_ARGUMENT,
            "input 0 `x`: the data is null");
    bad = in;
    bad.shape = NULL;
    REJECTS(terrace_run(model, &bad, 1, &out, 1), TERRACE_ERR_ARGUMENT, "the shape is null");
    bad.shape = swapped;
    REJECTS(terrace_run(model, &bad, 1, &out, 1), TERRACE_ERR_ARGUMENT,
            "expected shape [4, 250], got [250, 4]");
    bad = in;
    bad.rank = 1;
    REJECTS(terrace_run(model, &bad, 1, &out, 1), TERRACE_ERR_ARGUMENT, "expected rank 2");
    bad = in;
    bad.dtype = TERRACE_F64;
    REJECTS(terrace_run(model, &bad, 1, &out, 1), TERRACE_ERR_ARGUMENT,
            "expected elements of f32, got f64");
    bad.dtype = 77;
    REJECTS(terrace_run(model, &bad, 1, &out, 1), TERRACE_ERR_ARGUMENT, "got type 77");
    bad = out;
    bad.data = (char *)y + 2;
    REJECTS(terrace_run(model, &in, 1, &bad, 1), TERRACE_ERR_ARGUMENT,
            "output 0 `y`: expected data aligned to 4 bytes");
    bad.data = x + N - 1;
    REJECTS(terrace_run(model, &in, 1, &bad, 1), TERRACE_ERR_ARGUMENT,
            "output 0 overlaps input 0");
    CHECK(y[0] == 42);
    return 0;
}

static int rejects_opening(const char *damaged) {
    terrace_model *model = (terrace_model *)&x;
    terrace_options options = TERRACE_OPTIONS_INIT;
    REJECTS(terrace_model_open(damaged, NULL, &model), TERRACE_ERR_WEIGHTS, "damaged");
    CHECK(model == NULL);
    REJECTS(terrace_model_open("/no/such/file", NULL, &model), TERRACE_ERR_WEIGHTS,
            "/no/such/file");
    REJECTS(terrace_model_open(NULL, NULL, NULL), TERRACE_ERR_ARGUMENT, "null");
    options.size = 3;
    REJECTS(terrace_model_open(NULL, &options, &model), TERRACE_ERR_ARGUMENT,
            "expected options of 16 bytes, got 3");
    options.size = sizeof options;
    options.flags = 1u << 20;
    REJECTS(terrace_model_open(NULL, &options, &model), TERRACE_ERR_ARGUMENT, "0x100000");
    options.flags = TERRACE_PIN_ALWAYS | TERRACE_PIN_NEVER;
    REJECTS(terrace_model_open(NULL, &options, &model), TERRACE_ERR_ARGUMENT, "contradicts");
    return 0;
}

int main(int argc, char **argv) {
    static const uint32_t flags[] = {
        0,
        TERRACE_MAP_WEIGHTS,
        TERRACE_MAP_WEIGHTS | TERRACE_VERIFY_MAPPED,
        TERRACE_PIN_NEVER | TERRACE_NO_HUGE_PAGES,
        TERRACE_PIN_ALWAYS | TERRACE_NO_SPIN,
    };
    if (argc != 2)
        return 2;
    CHECK(strcmp(terrace_last_error(), "") == 0);
    for (uint32_t threads = 0; threads < 4; threads++) {
        for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
            terrace_options options = TERRACE_OPTIONS_INIT;
            terrace_model *model = NULL;
            options.threads = threads;
            options.flags = flags[i];
            CHECK(terrace_model_open(NULL, &options, &model) == TERRACE_OK && model != NULL);
            CHECK(threads == 0 || terrace_threads(model) == threads);
            if (describes(model) || computes(model) || profiles(model) || rejects_tensors(model))
                return 1;
            terrace_model_close(model);
        }
    }
    terrace_model_close(NULL);
    return rejects_opening(argv[1]);
}
