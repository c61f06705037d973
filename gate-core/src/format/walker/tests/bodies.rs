//! Bodies: one for each format and direction, with every member its reference names and some that it does not.

use super::{Body, Walker};

pub(super) const ALL: &[Body] = &[
    Body { walker: Walker::ChatCompletions, is_answer: false, text: CHAT_REQUEST },
    Body { walker: Walker::ChatCompletions, is_answer: true, text: CHAT_ANSWER },
    Body { walker: Walker::ChatCompletions, is_answer: true, text: CHAT_CHUNK },
    Body { walker: Walker::Responses, is_answer: false, text: RESPONSES_REQUEST },
    Body { walker: Walker::Responses, is_answer: true, text: RESPONSES_ANSWER },
    Body { walker: Walker::Responses, is_answer: true, text: RESPONSES_EVENTS },
    Body { walker: Walker::Embeddings, is_answer: false, text: EMBEDDINGS_REQUEST },
    Body { walker: Walker::Embeddings, is_answer: true, text: EMBEDDINGS_ANSWER },
    Body { walker: Walker::Messages, is_answer: false, text: MESSAGES_REQUEST },
    Body { walker: Walker::Messages, is_answer: true, text: MESSAGES_ANSWER },
    Body { walker: Walker::Messages, is_answer: true, text: MESSAGES_EVENTS },
    Body { walker: Walker::GenerateContent, is_answer: false, text: GEMINI_REQUEST },
    Body { walker: Walker::GenerateContent, is_answer: false, text: GEMINI_SNAKE_REQUEST },
    Body { walker: Walker::GenerateContent, is_answer: true, text: GEMINI_ANSWER },
    Body { walker: Walker::ToolEvent, is_answer: false, text: WATCHER_EVENT },
    Body { walker: Walker::ToolEvent, is_answer: false, text: TOOL_CALL },
    Body { walker: Walker::ToolEvent, is_answer: false, text: APPROVAL },
    Body { walker: Walker::ToolEvent, is_answer: true, text: TOOL_RESULT },
];

const CHAT_REQUEST: &str = r#"{"model":"gpt-4o","service_tier":"auto","reasoning_effort":"low","modalities":["text"],
    "messages":[
        {"role":"system","content":"!a","name":"!b"},
        {"role":"developer","content":[{"type":"text","text":"!c","cache_control":{"type":"ephemeral"}}]},
        {"role":"user","content":[
            {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo=","detail":"high"}},
            {"type":"image_url","image_url":{"url":"!https://example.org/?q=x"}},
            {"type":"image_url","image_url":"!https://example.org/?q=y"},
            {"type":"input_audio","input_audio":{"data":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD","format":"wav"}},
            {"type":"input_audio","input_audio":{"data":"!not base64","format":"wav"}},
            {"type":"file","file":{"filename":"!d","file_data":"data:application/pdf;base64,JVBERi0=","file_id":"f1"}},
            {"type":"file","file":{"file_data":"!data:text/plain;base64,JVBERi0="}},
            {"type":"novel","novel":{"deep":["!e"]}}]},
        {"role":"assistant","content":null,"refusal":"!f","reasoning_content":"!g","audio":{"id":"audio_1"},
            "tool_calls":[
                {"id":"call_1","type":"function","function":{"name":"send","arguments":"{\"to\":\"!h\",\"n\":[1,\"!i\"]}"},
                    "extra_content":{"google":{"thought_signature":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"}}},
                {"id":"call_2","type":"function","function":{"name":"send","arguments":"!no json"}},
                {"id":"call_3","type":"custom","custom":{"name":"run","input":"!j"}}],
            "function_call":{"name":"send","arguments":"{\"to\":\"!k\"}"}},
        {"role":"tool","tool_call_id":"call_1","content":"!l"},{"role":"tool","tool_call_id":"call_1","content":"{\"to\":\"!l2\",\"deep\":\"[\\\"!l3\\\"]\"}"},
        {"role":"tool","tool_call_id":"call_2","content":[{"type":"text","text":"!m"},{"type":"text","text":"[\"!m2\"]"}]}],
    "tools":[{"type":"function","function":{"name":"send","description":"!n","parameters":{"type":"object",
        "properties":{"type":{"type":"string","description":"!o","enum":["!p"],"default":"!q","format":"email"},
            "description":{"type":["string","null"],"examples":["!r",{"type":"!s"}],"const":"!t","pattern":"!u"}},
        "required":["type"],"$defs":{"x":{"$ref":"y","anyOf":[{"description":"!v"}]}}}}},
        {"type":"custom","custom":{"name":"run","description":"!w","format":{"type":"!x"}}}],
    "functions":[{"name":"send","description":"!y","parameters":{"type":"object"}}],
    "tool_choice":{"type":"function","function":{"name":"send"}},"function_call":"auto",
    "response_format":{"type":"json_schema","json_schema":{"name":"n","description":"!z","schema":{"title":"!A"}}},
    "metadata":{"type":"!B","id":"!C"},"user":"!D","safety_identifier":"!E","prompt_cache_key":"!F","stop":["!G"],
    "prediction":{"type":"!H","content":"!I"},"web_search_options":{"search_context_size":"low",
        "user_location":{"type":"!J","approximate":{"city":"!K"}}},
    "audio":{"voice":"alloy","format":"wav"},"verbosity":"low","unknown":"!L","logit_bias":{"1":2},"extra":{"model":"!M"}}"#;

const CHAT_ANSWER: &str = r#"{"id":"c","object":"chat.completion","created":1,"model":"m","system_fingerprint":"f","service_tier":"default",
    "provider":"!a","citations":["!b"],"usage":{"prompt_tokens":1,"details":{"note":"!c"}},
    "choices":[{"index":0,"finish_reason":"stop","native_finish_reason":"end","logprobs":{"content":[{"token":"!d","top_logprobs":[{"token":"!e"}]}]},
        "message":{"role":"assistant","content":"!f","refusal":"!g","reasoning":"!h","reasoning_content":"!i",
            "annotations":[{"type":"!j","url_citation":{"url":"!k","title":"!l"}}],
            "audio":{"id":"a1","data":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD","transcript":"!m"},
            "reasoning_details":[{"type":"reasoning.text","text":"!n","signature":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD","format":"x"}],
            "tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{\"a\":\"!o\",\"b\":\"{\\\"c\\\":\\\"!p\\\"}\"}"}},
                {"id":"t","type":"custom","custom":{"name":"f","input":"!q"}}],
            "function_call":{"name":"f","arguments":"!r"}}},
        {"message":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"!s"}]}]}}]}"#;

const CHAT_CHUNK: &str = r#"{"id":"c","object":"chat.completion.chunk","model":"m","x_new":"!a","choices":[{"index":0,"finish_reason":"length",
    "delta":{"role":"assistant","content":"!b","reasoning_content":"!c","refusal":"!d","x_new":["!e"],
        "tool_calls":[{"index":0,"id":"t","type":"function","function":{"name":"f","arguments":"!f"}}]}}]}"#;

const RESPONSES_REQUEST: &str = r#"{"model":"m","previous_response_id":"r","service_tier":"auto","truncation":"auto","include":["reasoning.encrypted_content"],
    "prompt_cache_retention":"24h","conversation":{"id":"conv_1","title":"!a"},"instructions":"!b","user":"!c","safety_identifier":"!d","prompt_cache_key":"!e",
    "metadata":{"type":"!f"},"reasoning":{"effort":"low","summary":"auto","x_new":"!g"},
    "text":{"format":{"type":"json_schema","name":"n","description":"!h","schema":{"type":"object","description":"!i"}},"verbosity":"low"},
    "prompt":{"id":"pmpt_1","version":"2","variables":{"city":"!j","part":{"type":"input_text","text":"!k"},"file":{"type":"input_file","file_id":"f","filename":"!l"}}},
    "tool_choice":{"type":"mcp","server_label":"s","name":"f"},
    "tools":[{"type":"function","name":"f","description":"!m","parameters":{"properties":{"type":{"type":"string","description":"!n"}}}},
        {"type":"mcp","server_label":"s","server_url":"!o","authorization":"!p","headers":{"x":"!q"},"require_approval":"never","allowed_tools":["f"]},
        {"type":"file_search","vector_store_ids":["v"],"filters":{"type":"!r","key":"!s","value":"!t"}},
        {"type":"code_interpreter","container":{"type":"auto","file_ids":["f"]}},{"type":"code_interpreter","container":"cntr_1"},
        {"type":"web_search","search_context_size":"low","user_location":{"type":"approximate","city":"!u"}},
        {"type":"custom","name":"c","format":{"type":"grammar","syntax":"lark","definition":"!v"}}],
    "input":["!w",{"role":"user","content":"!x"},
        {"type":"message","id":"m","status":"completed","role":"user","content":[{"type":"input_text","text":"!y"},
            {"type":"input_image","detail":"low","image_url":"data:image/png;base64,iVBORw0KGgo="},{"type":"input_image","image_url":"!z"},
            {"type":"input_file","file_id":"f","filename":"!A","file_data":"data:application/pdf;base64,JVBERi0=","file_url":"!B"},
            {"type":"input_audio","input_audio":{"data":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD","format":"wav"}}]},
        {"type":"function_call","id":"i","call_id":"c","name":"f","status":"completed","arguments":"{\"to\":\"!C\",\"n\":[1.50,\"{\\\"d\\\":\\\"!D\\\"}\"]}"},
        {"type":"function_call_output","call_id":"c","output":"!E"},{"type":"function_call_output","call_id":"c","output":"{\"x\":\"!F\"}"},
        {"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"!G"},{"type":"input_text","text":"[\"!H\"]"}]},
        {"type":"custom_tool_call","call_id":"c","name":"f","input":"!I"},
        {"type":"reasoning","id":"r","encrypted_content":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD","summary":[{"type":"summary_text","text":"!J"}],"content":[{"type":"reasoning_text","text":"!K"}]},
        {"type":"computer_call","call_id":"c","action":{"type":"type","text":"!L"},"pending_safety_checks":[{"message":"!M"}]},
        {"type":"computer_call_output","call_id":"c","output":{"type":"computer_screenshot","image_url":"data:image/png;base64,iVBORw0KGgo="}},
        {"type":"local_shell_call","call_id":"c","action":{"type":"exec","command":["!N"],"env":{"A":"!O"}}},
        {"type":"code_interpreter_call","id":"i","container_id":"c","code":"!P","outputs":[{"type":"logs","logs":"!Q"}]},
        {"type":"web_search_call","id":"i","action":{"type":"search","query":"!R"}},
        {"type":"file_search_call","id":"i","queries":["!S"],"results":[{"file_id":"f","filename":"!T","text":"!U","attributes":{"a":"!V"}}]},
        {"type":"image_generation_call","id":"i","size":"auto","result":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD","revised_prompt":"!W"},
        {"type":"mcp_call","id":"i","server_label":"s","name":"f","arguments":"{\"q\":\"!X\"}","output":"!Y","error":"!Z"},
        {"type":"mcp_list_tools","id":"i","server_label":"s","tools":[{"name":"f","description":"!1","input_schema":{"title":"!2"}}]},
        {"type":"mcp_approval_response","approval_request_id":"a","reason":"!3"},
        {"type":"item_reference","id":"i"},{"type":"novel","deep":[{"name":"!4"}]}]}"#;

const RESPONSES_ANSWER: &str = r#"{"id":"resp_1","object":"response","status":"incomplete","model":"m","service_tier":"default","truncation":"disabled",
    "incomplete_details":{"reason":"max_output_tokens"},"error":{"code":"server_error","message":"!a"},"output_text":"!b","instructions":"!c","user":"!d",
    "metadata":{"id":"!e"},"text":{"format":{"type":"text"}},"reasoning":{"effort":"low","summary":"auto"},"tool_choice":"auto","tools":[{"type":"function","name":"f","description":"!f"}],
    "output":[{"type":"message","id":"m","role":"assistant","status":"completed","content":[
            {"type":"output_text","text":"!g","annotations":[{"type":"url_citation","url":"!h","title":"!i"},{"type":"file_citation","file_id":"f","filename":"!j"}]},
            {"type":"refusal","refusal":"!k"}]},
        {"type":"function_call","id":"i","call_id":"c","name":"f","arguments":"{\"a\":\"!l\"}"},
        {"type":"reasoning","id":"r","summary":[{"type":"summary_text","text":"!m"}]}]}"#;

const RESPONSES_EVENTS: &str = r#"[{"type":"response.created","sequence_number":0,"response":{"id":"r","object":"response","status":"in_progress","output":[]}},
    {"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"m","content":[{"type":"output_text","text":"!a"}]}},
    {"type":"response.content_part.added","item_id":"m","part":{"type":"output_text","text":"!b"}},
    {"type":"response.output_text.delta","item_id":"m","delta":"!c","obfuscation":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"},
    {"type":"response.output_text.done","item_id":"m","text":"!d"},{"type":"response.refusal.done","item_id":"m","refusal":"!e"},
    {"type":"response.reasoning_text.delta","item_id":"m","delta":"!f"},{"type":"response.reasoning_summary_text.delta","item_id":"m","delta":"!g"},
    {"type":"response.function_call_arguments.delta","item_id":"m","delta":"!h"},
    {"type":"response.function_call_arguments.done","item_id":"m","arguments":"{\"a\":\"!i\"}"},
    {"type":"response.custom_tool_call_input.delta","item_id":"m","delta":"!j"},
    {"type":"response.output_text.annotation.added","item_id":"m","annotation":{"type":"url_citation","title":"!k"}},
    {"type":"response.audio.delta","delta":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"},
    {"type":"response.image_generation_call.partial_image","item_id":"m","partial_image_b64":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"},
    {"type":"error","code":"x","message":"!l"}]"#;

const EMBEDDINGS_REQUEST: &str = r#"{"model":"m","encoding_format":"float","dimensions":3,"user":"!a","input_type":"query",
    "input":["!b","!c",[1,2,3]],"x_new":{"model":"!d"}}"#;

const EMBEDDINGS_ANSWER: &str = r#"{"object":"list","model":"m","data":[{"object":"embedding","index":0,"embedding":[0.1]},
    {"object":"embedding","index":1,"embedding":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD","x_new":"!a"}]}"#;

const MESSAGES_REQUEST: &str = r#"{"model":"m","service_tier":"auto","max_tokens":1,"container":{"id":"c","skills":[{"type":"custom","skill_id":"s","version":"1"}]},
    "system":[{"type":"text","text":"!a","cache_control":{"type":"ephemeral","ttl":"5m"}},"!b"],"metadata":{"user_id":"!c"},"stop_sequences":["!d"],
    "thinking":{"type":"enabled"},"tool_choice":{"type":"tool","name":"f"},"output_config":{"effort":"low","format":{"type":"json_schema","schema":{"title":"!e"}}},
    "context_management":{"edits":[{"type":"clear_tool_uses","trigger":{"type":"input_tokens"}}]},"mcp_servers":[{"type":"url","name":"s","url":"!f","authorization_token":"!g"}],
    "tools":[{"type":"custom","name":"f","description":"!h","input_schema":{"type":"object","properties":{"name":{"type":"string","description":"!i"}}},"input_examples":[{"type":"!j"}]}],
    "messages":[{"role":"user","content":"!k"},
        {"role":"user","content":[{"type":"text","text":"!l","citations":[{"type":"char_location","cited_text":"!m","document_title":"!n","file_id":"f"}]},
            {"type":"image","source":{"type":"base64","media_type":"image/png","data":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"}},
            {"type":"image","source":{"type":"url","url":"!o"}},{"type":"image","source":{"type":"file","file_id":"f"}},
            {"type":"document","title":"!p","context":"!q","source":{"type":"text","media_type":"text/plain","data":"!r"}},
            {"type":"document","source":{"type":"content","content":[{"type":"text","text":"!s"}]}},
            {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"}},
            {"type":"search_result","source":"!t","title":"!u","content":[{"type":"text","text":"!v"}]}]},
        {"role":"assistant","content":[{"type":"thinking","thinking":"!w","signature":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"},
            {"type":"redacted_thinking","data":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"},
            {"type":"tool_use","id":"t","name":"f","input":{"id":"!x","type":"!y","list":["!z",{"json":"{\"a\":\"!A\"}"}]}},
            {"type":"mcp_tool_use","id":"t","name":"f","server_name":"s","input":{"q":"!B"}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"!C"},
            {"type":"tool_result","tool_use_id":"t","content":"{\"mail\":\"!D\"}"},
            {"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"!E"},{"type":"text","text":"[\"!F\"]"},
                {"type":"image","source":{"type":"base64","media_type":"image/png","data":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"}},
                {"type":"document","source":{"type":"text","media_type":"text/plain","data":"!G"}}]},
            {"type":"web_search_tool_result","tool_use_id":"t","content":[{"type":"web_search_result","url":"!H","title":"!I","encrypted_content":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"}]},
            {"type":"novel","deep":{"name":"!J"}}]}]}"#;

const MESSAGES_ANSWER: &str = r#"{"id":"msg_1","type":"message","role":"assistant","model":"m","stop_reason":"stop_sequence","stop_sequence":"!a",
    "usage":{"input_tokens":1,"service_tier":"standard"},"x_new":"!b","container":{"id":"c","expires_at":"2026-01-01"},
    "content":[{"type":"text","text":"!c"},{"type":"thinking","thinking":"!d","signature":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"},
        {"type":"tool_use","id":"t","name":"f","input":{"to":"!e","nested":"{\"x\":\"!f\"}"}}]}"#;

const MESSAGES_EVENTS: &str = r#"[{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[]}},
    {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"!a"}},
    {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"!b"}},
    {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"!c"}},
    {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"!d"}},
    {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"}},
    {"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{"type":"page_location","cited_text":"!e"}}},
    {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":"!f"},"usage":{"output_tokens":3}},
    {"type":"error","error":{"type":"overloaded_error","message":"!g"},"request_id":"req_1"}]"#;

const GEMINI_REQUEST: &str = r#"{"model":"m","cachedContent":"cachedContents/1","labels":{"team":"!a"},
    "systemInstruction":{"parts":[{"text":"!b"}]},
    "contents":[{"role":"user","parts":[{"text":"!c","thoughtSignature":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"},
            {"inlineData":{"mimeType":"image/png","data":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD","displayName":"!d"}},
            {"fileData":{"mimeType":"video/mp4","fileUri":"!e"},"videoMetadata":{"startOffset":"3s"}}]},
        {"role":"model","parts":[{"functionCall":{"id":"1","name":"f","args":{"type":"!f","json":"{\"a\":\"!g\"}"}}},
            {"executableCode":{"language":"PYTHON","code":"!h"}},{"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"!i"}}]},
        {"role":"user","parts":[{"functionResponse":{"id":"1","name":"f","response":{"name":"!j","list":["!k"]},"parts":[{"inlineData":{"mimeType":"image/png","data":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"}}]}},
            {"novel":{"deep":["!l"]}}]}],
    "tools":[{"functionDeclarations":[{"name":"f","description":"!m","behavior":"BLOCKING","parameters":{"type":"OBJECT","properties":{"x":{"type":"STRING","description":"!n","enum":["!o"]}},"propertyOrdering":["x"]},
            "parametersJsonSchema":{"title":"!p"},"response":{"type":"STRING","description":"!q"}}]},{"googleSearch":{}},{"fileSearch":{"fileSearchStoreNames":["s"],"metadataFilter":"!r"}}],
    "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]},"retrievalConfig":{"languageCode":"en"}},
    "safetySettings":[{"category":"HARM_CATEGORY_HATE_SPEECH","threshold":"BLOCK_NONE"}],
    "generationConfig":{"stopSequences":["!s"],"responseMimeType":"application/json","responseSchema":{"description":"!t"},"responseModalities":["TEXT"],
        "speechConfig":{"voiceConfig":{"prebuiltVoiceConfig":{"voiceName":"Kore"}},"multiSpeakerVoiceConfig":{"speakerVoiceConfigs":[{"speaker":"!u"}]}},
        "thinkingConfig":{"thinkingLevel":"LOW"},"imageConfig":{"aspectRatio":"1:1"},"x_new":"!v"}}"#;

const GEMINI_SNAKE_REQUEST: &str = r#"{"cached_content":"c","system_instruction":"!a",
    "contents":{"role":"user","parts":[{"inline_data":{"mime_type":"image/png","data":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"}},
        {"file_data":{"mime_type":"video/mp4","file_uri":"!b"}},{"function_call":{"name":"f","args":{"q":"!c"}}},
        {"function_response":{"name":"f","response":{"q":"{\"d\":\"!d\"}"}}},{"executable_code":{"language":"PYTHON","code":"!e"}},
        {"code_execution_result":{"outcome":"OUTCOME_OK","output":"!f"}},{"text":"!g","thought_signature":"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"}]},
    "tools":[{"function_declarations":[{"name":"f","description":"!h","parameters_json_schema":{"any_of":[{"description":"!i"}]}}]}],
    "tool_config":{"function_calling_config":{"mode":"AUTO","allowed_function_names":["f"]}},"safety_settings":[{"category":"C","threshold":"T"}],
    "generation_config":{"response_mime_type":"text/plain","response_schema":{"title":"!j"},"stop_sequences":["!k"]}}"#;

const GEMINI_ANSWER: &str = r#"{"responseId":"r","modelVersion":"m","usageMetadata":{"promptTokenCount":1,"promptTokensDetails":[{"modality":"TEXT","tokenCount":1}],"trafficType":"ON_DEMAND"},
    "promptFeedback":{"blockReason":"SAFETY","blockReasonMessage":"!a","safetyRatings":[{"category":"C","probability":"LOW"}]},"x_new":"!b",
    "candidates":[{"index":0,"finishReason":"STOP","finishMessage":"!c","safetyRatings":[{"category":"C","probability":"LOW"}],
        "content":{"role":"model","parts":[{"text":"!d"},{"text":"!e","thought":true},{"functionCall":{"name":"f","args":{"a":"!f"}}}]},
        "citationMetadata":{"citationSources":[{"uri":"!g"}]},"groundingMetadata":{"webSearchQueries":["!h"],"groundingChunks":[{"web":{"uri":"!i","title":"!j"}}]}}]}"#;

const WATCHER_EVENT: &str = r#"{"integrationId":"ti_1","event":{"id":"evt_1","tool":"whatsapp-web","eventType":"message.received","timestamp":"2026-01-01T00:00:00Z",
    "source":{"id":"+1234567890","name":"!a","type":"user"},"content":{"text":"!b","metadata":{"type":"!c","quoted":"{\"from\":\"!d\"}"}},
    "raw":{"id":"!e","body":["!f"],"timestamp":"!g"},"x_new":"!h"},"note":"!i"}"#;

const TOOL_CALL: &str = r#"[{"tool":"slack","action":"send_message","integrationId":"ti_1","params":{"channel":"C1","thread_ts":"1.2","text":"!a","blocks":[{"type":"!b"}]}},
    {"tool":"slack","id":"e","eventType":"message","source":{"id":"U1","type":"user","name":"!c"},"content":{"text":"!d"}},
    {"tool":"github","action":"create_comment","params":{"owner":"o","repo":"r","issue_number":1,"body":"!e","labels":["!f"]}},
    {"tool":"whatsapp-business","action":"send_message","params":{"phoneNumberId":"1","to":"31612345678","text":"!g"}},
    {"tool":"whatsapp-web","action":"send_message","params":{"chatId":"1@c.us","text":"!h"}},
    {"tool":"novel","action":"x","params":{"to":"!i","channel":"!j"}}]"#;

const APPROVAL: &str = r#"{"action":"send_email","urgency":"high","expiresAt":"2026-01-01T00:00:00Z","callId":"c","toolName":"mail",
    "params":{"to":"!a","subject":"!b","json":"[\"!c\"]"},"context":{"orderId":"!d","status":"!e"},"reason":"!f"}"#;

const TOOL_RESULT: &str = r#"{"actionId":"act_1","integrationId":"ti_1","success":true,"status":"completed","createdAt":"2026-01-01T00:00:00Z",
    "result":{"messageId":"!a","id":"!b"},"error":"!c","event":"order.created","source":"!d","data":{"event":"!e","text":"!f"}}"#;
